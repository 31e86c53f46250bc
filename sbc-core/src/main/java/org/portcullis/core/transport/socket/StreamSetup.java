package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transport.TlsEngines;

/**
 * The time between a connection and its first byte of SIP: handshakes are run by the handlers
 * before this one, within a time limit. What is sent meanwhile waits here, within the limit of the
 * outbound buffer; what comes after this one hears of the connection only when it is ready.
 *
 * <p>Owned by the connection's loop.
 */
final class StreamSetup extends ChannelDuplexHandler {
    private final SipLoop loop;
    private final StreamFlow flow;
    private final TlsEngines tls;
    private final long timeoutNanos;
    private final boolean webSocket;
    private final Runnable over;
    private final Timer timer = new SetupTimer();
    private @Nullable PendingWriteQueue waiting;
    private boolean ended;

    /** Told by the handler that speaks WebSocket when its handshake is over. */
    enum Event {
        WEB_SOCKET_READY
    }

    /**
     * @param webSocket whether a WebSocket handshake follows that of TLS, or is the only one
     * @param over called once, when the handshakes are over, well or not
     */
    StreamSetup(
            SipLoop loop,
            StreamFlow flow,
            TlsEngines tls,
            long timeoutNanos,
            boolean webSocket,
            Runnable over) {
        this.loop = loop;
        this.flow = flow;
        this.tls = tls;
        this.timeoutNanos = timeoutNanos;
        this.webSocket = webSocket;
        this.over = over;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        waiting = new PendingWriteQueue(ctx);
        flow.endsAs(CloseReason.HANDSHAKE_FAILED);
        if (ctx.channel().isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    private void begin() {
        loop.timers().schedule(timer, loop.nowNanos() + timeoutNanos);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                flow.close(CloseReason.HANDSHAKE_FAILED, Failures.text(handshake.cause()));
                return;
            }
            SslHandler handler = ctx.pipeline().get(SslHandler.class);
            flow.secured(tls.peerNames(handler.engine()));
            if (!webSocket) {
                ready(ctx);
            }
        } else if (event == Event.WEB_SOCKET_READY) {
            ready(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void ready(ChannelHandlerContext ctx) {
        if (flow.isClosed()) {
            return;
        }
        end();
        flow.endsAs(CloseReason.ENDED);
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
        if (waiting != null) {
            waiting.removeAndWriteAll();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (waiting != null && message instanceof ByteBuf) {
            waiting.add(message, promise);
        } else {
            ctx.write(message, promise); // of the handshake itself
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            flow.close(CloseReason.SLOW_READER, "");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        if (waiting != null) {
            waiting.removeAndFailAll(new IOException("closed"));
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            loop.bugs().report("handshake with " + flow.remote(), Failures.unexpected(cause));
        }
        flow.close(CloseReason.HANDSHAKE_FAILED, Failures.text(cause));
    }

    private void end() {
        if (!ended) {
            ended = true;
            loop.timers().cancel(timer);
            over.run();
        }
    }

    private final class SetupTimer extends Timer {
        @Override
        protected void expired(long expiredNanos) {
            flow.close(CloseReason.HANDSHAKE_TIMEOUT, "");
        }
    }
}
