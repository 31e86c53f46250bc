package org.portcullis.media.relay;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.media.port.Endpoint;
import org.portcullis.media.port.MediaSockets;
import org.portcullis.media.port.PortPair;
import org.portcullis.media.port.PortPool;

/**
 * One m-line of a session: a pair of ports facing each peer, and the paths between them. Owned by
 * the session's loop.
 *
 * <p>It holds ports from the first offer that wants it, lets packets through only while agreed
 * upon, and keeps its statistics when it is disabled.
 */
final class RelayStream {
    private final End caller;
    private final End callee;
    private Optional<Agreement> agreement = Optional.empty();
    private String media = ""; // of the last agreement

    RelayStream(RelayCounters counters, SipLoop loop) {
        this.caller = new End(counters, loop);
        this.callee = new End(counters, loop);
        Path.join(caller.rtp, callee.rtp);
        Path.join(caller.rtcp, callee.rtcp);
    }

    /**
     * Makes sure that there are ports of {@code pool} facing {@code side}; false if it has none
     * left.
     */
    boolean take(Side side, PortPool pool, MediaSockets sockets) {
        return end(side).take(pool, sockets);
    }

    /** The ports facing {@code side}, taken before. */
    PortPair ports(Side side) {
        return end(side).ports();
    }

    Optional<Agreement> agreement() {
        return agreement;
    }

    /**
     * Puts an agreement in force, or none.
     *
     * @param anew whether the peers' windows open again though nothing changed
     */
    void agree(Optional<Agreement> settled, boolean anew) {
        agreement = settled;
        settled.ifPresentOrElse(
                agreed -> {
                    media = agreed.media();
                    for (Side side : Side.values()) {
                        end(side).open(agreed, side, anew);
                    }
                },
                () -> {
                    caller.shut();
                    callee.shut();
                });
    }

    /** Gives the ports back. */
    void release() {
        agree(Optional.empty(), true);
        caller.release();
        callee.release();
    }

    /** Reports what each side has sent, if the stream was ever agreed upon. */
    void statistics(int index, Consumer<MediaStatistics.Stream> to) {
        if (!media.isEmpty()) {
            to.accept(caller.statistics(index, media, Side.CALLER));
            to.accept(callee.statistics(index, media, Side.CALLEE));
        }
    }

    private End end(Side side) {
        return switch (side) {
            case CALLER -> caller;
            case CALLEE -> callee;
        };
    }

    /** What faces one peer. */
    private static final class End {
        private final RtcpPath rtcp;
        private final RtpPath rtp;
        private @Nullable PortPair ports;

        End(RelayCounters counters, SipLoop loop) {
            this.rtcp = new RtcpPath(counters);
            this.rtp = new RtpPath(counters, loop, rtcp);
        }

        boolean take(PortPool pool, MediaSockets sockets) {
            PortPair held = ports;
            if (held != null && held.pool() == pool) {
                return true;
            }
            release();
            PortPair taken = pool.take(sockets, rtp, rtcp).orElse(null);
            if (taken == null) {
                return false;
            }
            ports = taken;
            rtp.face(taken.rtp());
            rtcp.face(taken.rtcp());
            return true;
        }

        PortPair ports() {
            PortPair held = ports;
            if (held == null) {
                throw new IllegalStateException("no ports taken");
            }
            return held;
        }

        void open(Agreement agreed, Side side, boolean anew) {
            rtp.negotiated(agreed.payloadTypes());
            rtp.open(agreed.peer(side).rtp(), anew);
            rtcp.open(agreed.peer(side).rtcp(), anew);
        }

        void shut() {
            rtp.shut();
            rtcp.shut();
        }

        void release() {
            PortPair held = ports;
            if (held != null) {
                ports = null;
                rtp.face(null);
                rtcp.face(null);
                held.close();
            }
        }

        MediaStatistics.Stream statistics(int index, String media, Side side) {
            Endpoint remote = rtp.latch().locked();
            return new MediaStatistics.Stream(
                    index,
                    media,
                    side,
                    remote.isNowhere() ? "" : remote.toString(),
                    rtp.statistics().packets(),
                    rtp.statistics().bytes(),
                    rtp.statistics().lost(),
                    rtp.dropped(),
                    rtp.statistics().jitterMicros());
        }
    }
}
