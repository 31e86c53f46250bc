package org.portcullis.core.transport.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.portcullis.core.runtime.SipLoop;

/**
 * The way out through one channel: what one turn of the loop writes is flushed together at its end,
 * with one system call where the engine can.
 *
 * <p>Owned by the channel's loop.
 */
final class Outlet implements Runnable {
    private final Channel channel;
    private final SipLoop loop;
    private boolean flushing;

    Outlet(Channel channel, SipLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Takes over {@code message}. */
    void write(Object message, ChannelFutureListener outcome) {
        assert loop.inLoop();
        channel.write(message).addListener(outcome);
        flushSoon();
    }

    void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.executor().execute(this);
        }
    }

    /** Flushes. What is written to a connection still being made waits for it. */
    @Override
    public void run() {
        flushing = false;
        if (channel.isActive()) {
            channel.flush();
        }
    }
}
