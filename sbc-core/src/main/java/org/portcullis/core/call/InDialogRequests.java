package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.Method;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * Decides what becomes of the requests inside the dialogs of one call: what is ours is done here,
 * what is the peers' own business is carried over. Owned by the call's loop.
 */
final class InDialogRequests {
    private final CallContext context;
    private final Call call;
    private final CallerInvite incoming;

    InDialogRequests(CallContext context, Call call, CallerInvite incoming) {
        this.context = context;
        this.call = call;
        this.incoming = incoming;
    }

    /** Takes a request of a leg, in order. */
    void take(Leg leg, ServerTransaction transaction, long nowNanos) {
        Method method = transaction.request().method();
        if (method.equals(Method.BYE)) {
            hungUp(leg, transaction, nowNanos);
        } else if (leg.over()) {
            Answers.send(context.layer(), transaction, 481, nowNanos);
        } else if (transaction instanceof InviteServerTransaction invite) {
            call.changes().reinvited(leg, invite, nowNanos);
        } else if (method.equals(Method.PRACK)) {
            incoming.acknowledged(leg, transaction, nowNanos);
        } else if (method.equals(Method.UPDATE)) {
            call.changes().updated(leg, transaction, nowNanos);
        } else if (method.equals(Method.OPTIONS)) {
            Answers.capabilities(context.layer(), transaction, 200, nowNanos);
        } else if (method.equals(Method.REFER)
                && leg.profile().refer() == PeerProfile.Refer.LOCAL) {
            call.changes().referred(leg, transaction, nowNanos);
        } else {
            carry(leg, transaction, nowNanos);
        }
    }

    private void carry(Leg leg, ServerTransaction request, long nowNanos) {
        Optional<Leg> other = leg.partner();
        if (other.isEmpty() || other.get().over()) {
            Answers.retryChange(context.layer(), request, 500, nowNanos);
        } else {
            new CarriedRequest(context, leg, other.get(), request).start(nowNanos);
        }
    }

    private void hungUp(Leg leg, ServerTransaction bye, long nowNanos) {
        Optional<AsciiString> reason = Crossing.reason(bye.request());
        Optional<Beginning> beginning = call.beginning();
        if (beginning.isPresent() && leg.side() == Side.CALLEE) {
            Answers.send(context.layer(), bye, 481, nowNanos); // RFC 3261 15: not its to end
            return;
        }
        Answers.send(context.layer(), bye, 200, nowNanos);
        if (beginning.isPresent()) {
            if (incoming.confirmed()) {
                leg.close();
            }
            hungUpEarly(beginning.get(), leg, reason, nowNanos);
        } else if (!leg.over()) {
            leg.close();
            if (!call.changes().survives(leg)) {
                leg.partner().ifPresent(other -> other.hangUp(reason, nowNanos));
                call.finish(CallCounters.End.HANGUP, nowNanos);
            }
        } else {
            leg.close();
        }
    }

    /**
     * RFC 3261 15: the caller may end an early dialog. It ends that one alone (RFC 5407 appendix A)
     * and the call with the last.
     */
    private void hungUpEarly(
            Beginning ringing, Leg leg, Optional<AsciiString> reason, long nowNanos) {
        if (incoming.closeOneOfSeveral(leg)) {
            leg.partner().ifPresent(fork -> fork.hangUp(reason, nowNanos));
        } else {
            ringing.cancelled(reason, nowNanos);
        }
    }
}
