package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.portcullis.core.codec.StreamFramer;
import org.portcullis.core.codec.StreamFramer.Frame;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;

/**
 * Reads one connection: finds the messages in a stream, or gets them one by one from WebSocket,
 * answers keep-alives, and ends the connection of a peer that sends no SIP, half a message,
 * nothing, or does not read.
 *
 * <p>Owned by the connection's loop.
 */
final class StreamReader extends ChannelInboundHandlerAdapter {
    private static final int DOUBLE_CRLF = 0x0D0A0D0A;

    private final Inbound inbound;
    private final TransportCounters counters;
    private final SipLoop loop;
    private final StreamFlow flow;
    private final StreamFramer framer;
    private final boolean accepted;
    private final boolean webSocket;
    private final long messageTimeoutNanos;
    private final long idleTimeoutNanos;
    private final Timer messageTimer = new MessageTimer();
    private final Timer idleTimer = new IdleTimer();
    private boolean inBatch;
    private boolean active;
    private boolean begun;
    private long nowNanos;

    /**
     * @param accepted whether the peer made the connection: then he has something to say, and soon
     */
    StreamReader(
            Shared shared,
            Inbound inbound,
            TransportCounters counters,
            SipLoop loop,
            StreamFlow flow,
            boolean accepted) {
        this.inbound = inbound;
        this.counters = counters;
        this.loop = loop;
        this.flow = flow;
        this.accepted = accepted;
        this.webSocket = flow.protocol().webSocket();
        this.framer = new StreamFramer(shared.messageLimits());
        this.messageTimeoutNanos = shared.streamLimits().messageTimeout().toNanos();
        this.idleTimeoutNanos = shared.streamLimits().idleTimeout().toNanos();
    }

    /** Behind a load balancer the connection stands before it is known whose it is. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive() && ctx.pipeline().get(StreamSetup.class) == null) {
            channelActive(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (active) {
            return;
        }
        active = true;
        nowNanos = loop.nowNanos();
        loop.timers().schedule(idleTimer, nowNanos + idleTimeoutNanos);
        if (accepted) {
            loop.timers().schedule(messageTimer, nowNanos + messageTimeoutNanos);
        }
        flow.connected();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (!inBatch) {
                inBatch = true;
                nowNanos = loop.nowNanos();
            }
            counters.received(in.readableBytes());
            if (webSocket) {
                readMessage(in);
            } else {
                read(in);
            }
        } finally {
            in.release();
        }
    }

    /**
     * Takes all of {@code in}; what a connection that is being closed still brings is thrown away.
     */
    private void read(ByteBuf in) {
        boolean pinged = false;
        boolean more = true;
        while (more && !flow.isClosed()) {
            switch (framer.next(in)) {
                case Frame.Incomplete incomplete -> more = false;
                case Frame.KeepAlive ping -> pinged = true;
                case Frame.Whole whole -> received(whole);
                case Frame.Broken broken -> {
                    counters.malformed(broken.kind());
                    flow.close(CloseReason.GARBAGE, broken.why());
                }
            }
        }
        if (pinged && !flow.isClosed()) {
            flow.pong();
        }
        if (framer.partial() && !messageTimer.armed()) {
            loop.timers().schedule(messageTimer, nowNanos + messageTimeoutNanos);
        }
    }

    /** Takes a WebSocket message: one message of SIP, or a keep-alive (RFC 7118 5.2, 6). */
    private void readMessage(ByteBuf in) {
        begun = true;
        loop.timers().cancel(messageTimer);
        if (flow.isClosed()) {
            return;
        }
        if (!inbound.admits(flow.remote(), nowNanos)) {
            flow.close(CloseReason.REFUSED, "");
            return;
        }
        if (in.readableBytes() == Integer.BYTES && in.getInt(in.readerIndex()) == DOUBLE_CRLF) {
            flow.pong();
            return;
        }
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        inbound.received(bytes, false, flow, nowNanos);
    }

    /** Bytes came that may be a part of a WebSocket message, or of anything. */
    void bytesCame() {
        nowNanos = loop.nowNanos();
        if (!messageTimer.armed() && !flow.isClosed()) {
            loop.timers().schedule(messageTimer, nowNanos + messageTimeoutNanos);
        }
    }

    /** They were a whole control frame of WebSocket, and no message has begun. */
    void controlFrameCame() {
        if (begun || !accepted) {
            loop.timers().cancel(messageTimer);
        }
    }

    private void received(Frame.Whole whole) {
        loop.timers().cancel(messageTimer);
        if (!inbound.admits(flow.remote(), nowNanos)) {
            flow.close(CloseReason.REFUSED, "");
            return;
        }
        inbound.received(whole.bytes(), true, flow, nowNanos);
        if (whole.last()) {
            flow.finish(CloseReason.GARBAGE);
            loop.timers().schedule(messageTimer, nowNanos + messageTimeoutNanos);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBatch = false;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            flow.close(CloseReason.SLOW_READER, "");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.timers().cancel(messageTimer);
        loop.timers().cancel(idleTimer);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A broken TLS record comes wrapped.
        if (!(cause instanceof IOException || cause instanceof DecoderException)) {
            loop.bugs().report("connection " + flow.remote(), Failures.unexpected(cause));
        }
        flow.close(CloseReason.BROKEN, Failures.text(cause));
    }

    /**
     * Runs until the first message, while one is not whole, and while a connection that was
     * finished is not gone.
     */
    private final class MessageTimer extends Timer {
        @Override
        protected void expired(long expiredNanos) {
            flow.close(CloseReason.SLOW_MESSAGE, "");
        }
    }

    /**
     * Runs always, and looks only when it ends whether there was anything: a message costs it
     * nothing.
     */
    private final class IdleTimer extends Timer {
        @Override
        protected void expired(long expiredNanos) {
            boolean lastRead = nowNanos - flow.lastWriteNanos() > 0;
            long sinceNanos = lastRead ? nowNanos : flow.lastWriteNanos();
            if (expiredNanos - sinceNanos >= idleTimeoutNanos) {
                flow.close(CloseReason.IDLE, "");
            } else {
                loop.timers().schedule(this, sinceNanos + idleTimeoutNanos);
            }
        }
    }
}
