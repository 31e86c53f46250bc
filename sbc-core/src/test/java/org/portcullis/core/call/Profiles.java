package org.portcullis.core.call;

import org.portcullis.core.border.CauseMap;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.topology.HeaderPolicy;

/** Profiles that differ from the default in one thing. */
final class Profiles {
    private static final PeerProfile D = PeerProfile.DEFAULT;

    private Profiles() {}

    static PeerProfile with(PeerProfile.ReliableProvisionals reliable) {
        return profile(reliable, D.sessionTimer(), D.refer(), 0, 0, 0, 0, D.causes());
    }

    static PeerProfile with(PeerProfile.SessionTimer timer) {
        return profile(D.reliableProvisionals(), timer, D.refer(), 0, 0, 0, 0, D.causes());
    }

    static PeerProfile with(PeerProfile.Refer refer) {
        return profile(D.reliableProvisionals(), D.sessionTimer(), refer, 0, 0, 0, 0, D.causes());
    }

    static PeerProfile following(int redirections) {
        return following(redirections, 0);
    }

    /**
     * @param ring how long it may ring in seconds, 0 for no limit
     */
    static PeerProfile following(int redirections, long ring) {
        return profile(
                D.reliableProvisionals(),
                D.sessionTimer(),
                D.refer(),
                redirections,
                ring * 1_000_000_000L,
                0,
                0,
                D.causes());
    }

    /** Limits in seconds, 0 for none. */
    static PeerProfile limited(long ring, long length, long silence) {
        long second = 1_000_000_000L;
        return profile(
                D.reliableProvisionals(),
                D.sessionTimer(),
                D.refer(),
                0,
                ring * second,
                length * second,
                silence * second,
                D.causes());
    }

    static PeerProfile with(CauseMap causes) {
        return profile(D.reliableProvisionals(), D.sessionTimer(), D.refer(), 0, 0, 0, 0, causes);
    }

    private static PeerProfile profile(
            PeerProfile.ReliableProvisionals reliable,
            PeerProfile.SessionTimer timer,
            PeerProfile.Refer refer,
            int redirections,
            long ring,
            long length,
            long silence,
            CauseMap causes) {
        return new PeerProfile(
                HeaderPolicy.DEFAULT,
                reliable,
                timer,
                refer,
                redirections,
                ring,
                length,
                silence,
                causes);
    }
}
