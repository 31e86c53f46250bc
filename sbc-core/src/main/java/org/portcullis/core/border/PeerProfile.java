package org.portcullis.core.border;

import org.portcullis.core.topology.Crossing;
import org.portcullis.core.topology.HeaderPolicy;

/**
 * How calls and requests of one configured peer are treated, on its side of the border. Immutable;
 * a call keeps the one it began with.
 *
 * @param headers what its messages look like
 * @param reliableProvisionals whether provisional responses are acknowledged (RFC 3262)
 * @param sessionTimer how its sessions are kept alive (RFC 4028)
 * @param refer what becomes of its REFER
 * @param redirections how many 3xx responses of it are followed for one call; 0 passes them on
 * @param ringNanos how long a call to it may ring, 0 for as long as timer C says
 * @param lengthNanos how long an answered call with it may last, 0 for no limit
 * @param silenceNanos how long nothing may be heard from either side of an answered call, 0 for any
 *     time
 * @param causes how its failures are shown
 */
public record PeerProfile(
        HeaderPolicy headers,
        ReliableProvisionals reliableProvisionals,
        SessionTimer sessionTimer,
        Refer refer,
        int redirections,
        long ringNanos,
        long lengthNanos,
        long silenceNanos,
        CauseMap causes) {

    public static final PeerProfile DEFAULT =
            new PeerProfile(
                    HeaderPolicy.DEFAULT,
                    ReliableProvisionals.SUPPORTED,
                    SessionTimer.DEFAULT,
                    Refer.LOCAL,
                    0,
                    0,
                    0,
                    0,
                    CauseMap.NONE);

    public PeerProfile {
        requireNotNegative("redirections", redirections);
        requireNotNegative("ring", ringNanos);
        requireNotNegative("length", lengthNanos);
        requireNotNegative("silence", silenceNanos);
    }

    /** The same for a peer that stands for phones that register. */
    public PeerProfile registering() {
        return new PeerProfile(
                headers.registering(),
                reliableProvisionals,
                sessionTimer,
                refer,
                redirections,
                ringNanos,
                lengthNanos,
                silenceNanos,
                causes);
    }

    /** What of a message of this peer crosses to another. */
    public Crossing toward(PeerProfile other) {
        return new Crossing(headers, other.headers);
    }

    /** What a leg does about RFC 3262. */
    public enum ReliableProvisionals {
        /** Neither offered nor used, unless the peer requires it. */
        NEVER,
        /** Offered, and used where the peer offers it. */
        SUPPORTED,
        /** Asked for; a peer that lacks it answers 420. */
        REQUIRED
    }

    /** What becomes of a REFER in a call of the peer. */
    public enum Refer {
        /** It goes to the other side. */
        PASS,
        /** The box does what it asks, and the other side sees re-INVITEs only. */
        LOCAL
    }

    /**
     * Keeping a session alive.
     *
     * @param use whether the box asks for it
     * @param intervalSeconds the Session-Expires asked for
     * @param minimumSeconds the Min-SE accepted, 90 at the least (RFC 4028 5)
     * @param refresher who refreshes, where the box may say
     */
    public record SessionTimer(
            Use use, int intervalSeconds, int minimumSeconds, Refresher refresher) {
        private static final int LEAST = 90;

        public static final SessionTimer DEFAULT =
                new SessionTimer(Use.OFFERED, 1800, LEAST, Refresher.PEER);

        public SessionTimer {
            if (minimumSeconds < LEAST) {
                throw new IllegalArgumentException(
                        "minimum: " + minimumSeconds + "s (expected: 90s or more)");
            }
            if (intervalSeconds < minimumSeconds) {
                throw new IllegalArgumentException(
                        "interval: "
                                + intervalSeconds
                                + "s (expected: the minimum of "
                                + minimumSeconds
                                + "s or more)");
            }
        }

        /** Whether the box asks for session timers. */
        public enum Use {
            /** Only where the peer asks for them. */
            ACCEPTED,
            /** Asked for; a peer without them is asked with OPTIONS whether it is there. */
            OFFERED
        }

        /** Who refreshes. */
        public enum Refresher {
            US,
            PEER
        }
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }
}
