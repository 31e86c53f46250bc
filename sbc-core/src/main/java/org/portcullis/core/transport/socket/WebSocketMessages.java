package org.portcullis.core.transport.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Turns WebSocket frames into messages and back (RFC 6455 5 and 7, RFC 7118 5.2): fragments are put
 * together within the limit of a message, pings answered, the connection closed with a code that
 * says why. Messages go out as text where they are UTF-8, as they nearly always are.
 *
 * <p>Owned by the connection's loop.
 */
final class WebSocketMessages extends ChannelDuplexHandler {
    private final StreamFlow flow;
    private final StreamReader reader;
    private final int limit;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf fragments;
    private boolean text;
    private boolean closing;

    WebSocketMessages(StreamFlow flow, StreamReader reader, int limit) {
        this.flow = flow;
        this.reader = reader;
        this.limit = limit;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** The handshake is over: lets what follows know, and watches what comes. */
    void ready() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.fireUserEventTriggered(StreamSetup.Event.WEB_SOCKET_READY);
            ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
            if (tls == null) {
                ctx.pipeline().addFirst(new Watch());
            } else {
                ctx.pipeline().addAfter(tls.name(), null, new Watch());
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame) || closing) {
            ReferenceCountUtil.release(message); // bytes from before the handshake was over
            return;
        }
        switch (frame) {
            case TextWebSocketFrame first -> begin(ctx, first, true);
            case BinaryWebSocketFrame first -> begin(ctx, first, false);
            case ContinuationWebSocketFrame next -> goOn(ctx, next);
            default -> control(ctx, frame);
        }
    }

    private void control(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (fragments == null) {
            reader.controlFrameCame();
        }
        if (frame instanceof PingWebSocketFrame ping) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
            return;
        }
        if (frame instanceof CloseWebSocketFrame) {
            close(WebSocketCloseStatus.NORMAL_CLOSURE, CloseReason.ENDED, "");
        }
        frame.release();
    }

    private void begin(ChannelHandlerContext ctx, WebSocketFrame first, boolean isText) {
        text = isText;
        if (first.isFinalFragment()) {
            whole(ctx, first.content());
        } else {
            fragments = Unpooled.buffer(first.content().readableBytes(), limit);
            append(first);
        }
    }

    private void goOn(ChannelHandlerContext ctx, ContinuationWebSocketFrame next) {
        ByteBuf message = fragments;
        if (message == null) {
            next.release();
            close(WebSocketCloseStatus.PROTOCOL_ERROR, CloseReason.WEB_SOCKET_ERROR, "");
        } else if (append(next) && next.isFinalFragment()) {
            fragments = null;
            whole(ctx, message);
        }
    }

    /** Takes over {@code part}; false if that was too much. */
    private boolean append(WebSocketFrame part) {
        ByteBuf message = fragments;
        try {
            if (message == null || part.content().readableBytes() > message.maxWritableBytes()) {
                close(
                        WebSocketCloseStatus.MESSAGE_TOO_BIG,
                        CloseReason.WEB_SOCKET_ERROR,
                        "message too large");
                return false;
            }
            message.writeBytes(part.content());
            return true;
        } finally {
            part.release();
        }
    }

    /** Takes over {@code message}. */
    private void whole(ChannelHandlerContext ctx, ByteBuf message) {
        if (text && !ByteBufUtil.isText(message, UTF_8)) {
            message.release();
            close(
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA,
                    CloseReason.WEB_SOCKET_ERROR,
                    "text that is not UTF-8");
            return;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.write(message, promise);
        } else if (!bytes.isReadable()) {
            ctx.write(bytes, promise); // only asks to be told when all before it is out
        } else if (ByteBufUtil.isText(bytes, UTF_8)) {
            ctx.write(new TextWebSocketFrame(bytes), promise);
        } else {
            ctx.write(new BinaryWebSocketFrame(bytes), promise);
        }
    }

    /** Whatever ends the connection on our side: the peer is told, and not waited for. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        sayClose(ctx, WebSocketCloseStatus.ENDPOINT_UNAVAILABLE);
        ctx.close(promise);
    }

    private void close(WebSocketCloseStatus status, CloseReason reason, String detail) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            sayClose(ctx, status);
        }
        flow.close(reason, detail);
    }

    private void sayClose(ChannelHandlerContext ctx, WebSocketCloseStatus status) {
        if (!closing && ctx.channel().isActive()) {
            ctx.writeAndFlush(new CloseWebSocketFrame(status));
        }
        closing = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException frame) {
            close(frame.closeStatus(), CloseReason.WEB_SOCKET_ERROR, Failures.text(cause));
        } else if (cause instanceof CorruptedFrameException) {
            close(
                    WebSocketCloseStatus.PROTOCOL_ERROR,
                    CloseReason.WEB_SOCKET_ERROR,
                    Failures.text(cause));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    /** Tells the reader of bytes that no message has come of yet. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            reader.bytesCame();
            ctx.fireChannelRead(message);
        }
    }
}
