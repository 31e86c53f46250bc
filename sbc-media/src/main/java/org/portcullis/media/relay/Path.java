package org.portcullis.media.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.portcullis.media.latch.Expectation;
import org.portcullis.media.latch.Latch;
import org.portcullis.media.port.Endpoint;
import org.portcullis.media.port.MediaSocket;
import org.portcullis.media.port.PacketHandler;

/**
 * One way through the relay: packets of one peer come in at one port of ours, and go out at the
 * port that faces the other peer.
 *
 * <p>Whose packets pass and where they go is all data, in the two paths' latches and sockets. Owned
 * by the session's loop.
 */
abstract sealed class Path implements PacketHandler permits RtpPath, RtcpPath {
    private final RelayCounters counters;
    private final RelayCounters.Relayed relayed;
    private final Latch latch = new Latch();
    private @Nullable MediaSocket socket;
    private @Nullable Path opposite;
    private boolean open;
    private long dropped;

    Path(RelayCounters counters, RelayCounters.Relayed relayed) {
        this.counters = counters;
        this.relayed = relayed;
    }

    /** Makes two paths the ways back of each other. */
    static void join(Path one, Path other) {
        one.opposite = other;
        other.opposite = one;
    }

    /** Whether a packet is of the path's kind at all. */
    abstract boolean isValid(ByteBuf packet);

    /** Whether a valid packet is what was negotiated. */
    abstract boolean isNegotiated(ByteBuf packet);

    /** A packet of the peer, before it goes on. */
    abstract void accepted(ByteBuf packet);

    /** The peer's address was locked. */
    abstract void latched();

    /** The port of ours that faces the peer; null while there is none. */
    final void face(@Nullable MediaSocket port) {
        socket = port;
    }

    /**
     * Lets packets in from now on.
     *
     * @param anew whether a peer that is expected as before has to be heard again
     */
    final void open(Expectation expectation, boolean anew) {
        if (anew || !open || !latch.expects(expectation)) {
            latch.open(expectation);
        }
        open = true;
    }

    /** Lets nothing in any more. */
    final void shut() {
        open = false;
    }

    final Latch latch() {
        return latch;
    }

    /** Packets of this way that were refused. */
    final long dropped() {
        return dropped;
    }

    @Override
    public final void received(ByteBuf packet, long high, long low, int port) {
        if (!open) {
            drop(RelayCounters.Drop.CLOSED);
        } else if (!isValid(packet)) {
            drop(RelayCounters.Drop.MALFORMED);
        } else {
            switch (latch.judge(high, low, port, isNegotiated(packet))) {
                case ACCEPTED -> pass(packet);
                case LATCHED -> {
                    latched();
                    pass(packet);
                }
                case REFUSED -> drop(RelayCounters.Drop.SOURCE);
            }
        }
    }

    private void pass(ByteBuf packet) {
        accepted(packet);
        Path out = opposite;
        if (out != null) {
            out.send(packet);
        }
    }

    private void send(ByteBuf packet) {
        Endpoint to = latch.destination();
        MediaSocket from = socket;
        if (from == null || to.isNowhere()) {
            counters.dropped(RelayCounters.Drop.NOWHERE);
        } else if (from.send(packet, to)) {
            relayed.packets().increment();
            relayed.bytes().add(packet.readableBytes());
        } else {
            counters.dropped(RelayCounters.Drop.SEND);
        }
    }

    private void drop(RelayCounters.Drop why) {
        dropped++;
        counters.dropped(why);
    }
}
