package org.portcullis.security.admission;

import java.util.HashMap;
import java.util.Map;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;

/**
 * Lets configured peers in, within their limits. A stranger gets 403, and in an untrusted realm
 * silence.
 *
 * <p>Only INVITE is counted. Any loop; counts are exact whatever the loops do at the same time.
 */
public final class AdmissionControl implements Admission {

    private static final Admitted UNCOUNTED = new Admitted(Ticket.NONE);
    private static final Verdict SILENCE = new Silence();
    private static final Verdict FORBIDDEN = new Refused(403, 0);

    private final Counters counters;
    private volatile Map<Origin, PeerCalls> peers;

    /** Also of peers that are gone, whose calls may go on until the peer is back. */
    private final Map<Origin, PeerCalls> everSeen = new HashMap<>();

    private final Refusals strangers;

    /**
     * @param limits of every peer whose calls are to be counted; others are not limited
     */
    public AdmissionControl(Map<Origin, CallLimits> limits, Counters counters, long nowNanos) {
        this.counters = counters;
        this.peers = Map.of();
        use(limits, nowNanos);
        this.strangers =
                new Refusals(
                        "stranger",
                        counters.counter(
                                "portcullis_admission_strangers_total",
                                "Requests refused because no configured peer sends from there."),
                        nowNanos);
    }

    /**
     * Goes by other limits from now on. The calls of a peer that stays keep their places: they are
     * counted under the new limits, and whoever is over them brings no more. One thread at a time.
     */
    public void use(Map<Origin, CallLimits> limits, long nowNanos) {
        Map<Origin, PeerCalls> next = new HashMap<>();
        limits.forEach((peer, its) -> next.put(peer, counted(peer, its, nowNanos)));
        peers = Map.copyOf(next);
    }

    private PeerCalls counted(Origin peer, CallLimits limits, long nowNanos) {
        PeerCalls calls =
                everSeen.computeIfAbsent(peer, p -> new PeerCalls(p, limits, counters, nowNanos));
        calls.use(limits, nowNanos);
        return calls;
    }

    @Override
    public Verdict admit(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        if (origin instanceof Origin.Unknown) {
            strangers.refuse(flow.remote(), flow.realm(), nowNanos);
            return flow.realm().trust() == Trust.UNTRUSTED ? SILENCE : FORBIDDEN;
        }
        PeerCalls peer = request.method().equals(Method.INVITE) ? peers.get(origin) : null;
        return peer == null ? UNCOUNTED : peer.admit(flow, nowNanos);
    }

    @Override
    public Admitted admitEmergency(SipRequest request, Origin origin, long nowNanos) {
        PeerCalls peer = request.method().equals(Method.INVITE) ? peers.get(origin) : null;
        return peer == null ? UNCOUNTED : peer.admitAnyway();
    }
}
