package org.portcullis.media.port;

/**
 * An even port of ours for RTP and the odd one above it for RTCP, open. Owned by the loop that took
 * it.
 */
public final class PortPair {
    private final PortPool pool;
    private final int number;
    private final MediaSocket rtp;
    private final MediaSocket rtcp;
    private boolean closed;

    PortPair(PortPool pool, int number, MediaSocket rtp, MediaSocket rtcp) {
        this.pool = pool;
        this.number = number;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /** Where it was taken from. */
    public PortPool pool() {
        return pool;
    }

    public int rtpPort() {
        return pool.realm().port(number);
    }

    public int rtcpPort() {
        return rtpPort() + 1;
    }

    public MediaSocket rtp() {
        return rtp;
    }

    public MediaSocket rtcp() {
        return rtcp;
    }

    /** Closes both and gives the ports back. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            rtp.close();
            rtcp.close();
            pool.give(number);
        }
    }
}
