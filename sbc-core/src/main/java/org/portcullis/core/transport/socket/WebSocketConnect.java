package org.portcullis.core.transport.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import org.portcullis.core.transport.Target;

/**
 * Asks a WebSocket server for SIP (RFC 6455 4.1, RFC 7118 4.1), then makes way for {@link
 * WebSocketMessages}. Owned by the connection's loop.
 */
final class WebSocketConnect extends ChannelInboundHandlerAdapter {
    private final StreamFlow flow;
    private final WebSocketMessages messages;
    private final WebSocketClientHandshaker handshaker;

    WebSocketConnect(StreamFlow flow, WebSocketMessages messages, int messageLimit) {
        this.flow = flow;
        this.messages = messages;
        this.handshaker =
                new WebSocketClientHandshaker13(
                        uri(flow.target()),
                        WebSocketVersion.V13,
                        WebSocketAccept.SIP,
                        false,
                        new DefaultHttpHeaders(),
                        messageLimit);
    }

    private static URI uri(Target target) {
        InetSocketAddress address = target.address();
        String host =
                target.name().isEmpty()
                        ? NetUtil.toSocketAddressString(address)
                        : target.name() + ':' + address.getPort();
        return URI.create(target.protocol().label() + "://" + host + '/');
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!flow.protocol().secure()) {
            handshaker.handshake(ctx.channel());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            handshaker.handshake(ctx.channel());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof FullHttpResponse answer && !handshaker.isHandshakeComplete()) {
                handshaker.finishHandshake(ctx.channel(), answer);
                ctx.pipeline().addAfter(ctx.name(), null, messages);
                messages.ready();
                ctx.pipeline().remove(this);
            }
        } catch (WebSocketHandshakeException e) {
            flow.close(CloseReason.HANDSHAKE_FAILED, Failures.text(e));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }
}
