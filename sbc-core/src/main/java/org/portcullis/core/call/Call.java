package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: two legs and what stands between them. Owned by one loop.
 *
 * <p>It is set up by a {@link CallSetup}, changed by {@link Reinvite}s one at a time, and over
 * once; whatever way it ends, its media ports and its place in every limit are given back in {@link
 * #finish}.
 */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final String id;
    private final CallContext context;
    private final CallManager manager;
    private final Origin origin;
    private final Admission.Ticket ticket;
    private final MediaSession media;
    private final long startedNanos;
    private final Leg caller;
    private final List<AsciiString> callerTags = new ArrayList<>(1);
    private @Nullable Leg callee;
    private @Nullable CallSetup setup;
    private @Nullable Reinvite reinvite;
    private long answeredNanos;
    private boolean over;

    Call(
            CallContext context,
            CallManager manager,
            InviteServerTransaction invite,
            Origin origin,
            Admission.Ticket ticket,
            long nowNanos) {
        this.id = context.loop().ids().tag().toString();
        this.context = context;
        this.manager = manager;
        this.origin = origin;
        this.ticket = ticket;
        this.media = context.media().open(id, context.loop());
        this.startedNanos = nowNanos;
        this.caller = Leg.ofCaller(context, this, origin, invite);
        remember(invite.tag());
    }

    String id() {
        return id;
    }

    Origin origin() {
        return origin;
    }

    MediaSession media() {
        return media;
    }

    Leg caller() {
        return caller;
    }

    boolean over() {
        return over;
    }

    Leg other(Leg leg) {
        return leg == caller && callee != null ? callee : caller;
    }

    void start(InviteServerTransaction invite, RoutePlan plan, long nowNanos) {
        CallSetup started = new CallSetup(context, this, invite, plan);
        setup = started;
        started.start(nowNanos);
    }

    /** The callee has answered, and the caller has been told. */
    void answered(Leg answering, long nowNanos) {
        setup = null;
        callee = answering;
        answeredNanos = nowNanos;
        manager.remember(answering.dialog().localTag(), answering);
        context.counters().answered(origin);
    }

    /** Takes a request inside the dialog of one leg. */
    void request(Leg leg, SipRequest request, Flow flow, long nowNanos) {
        ServerTransaction transaction = context.layer().open(request, flow, nowNanos);
        if (!leg.dialog().inOrder(request)) {
            Answers.send(context.layer(), transaction, 500, nowNanos);
        } else if (request.method().equals(Method.BYE)) {
            hungUp(leg, transaction, nowNanos);
        } else if (leg.over()) {
            Answers.send(context.layer(), transaction, 481, nowNanos);
        } else if (transaction instanceof InviteServerTransaction invite) {
            reinvited(leg, invite, nowNanos);
        } else {
            int status = request.method().equals(Method.OPTIONS) ? 200 : 405;
            Answers.capabilities(context.layer(), transaction, status, nowNanos);
        }
    }

    /** Takes a CANCEL of the INVITE that makes the call, or of a re-INVITE. */
    void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (setup != null) {
            setup.cancelled(cancel.header(HeaderName.REASON), nowNanos);
        } else if (reinvite != null) {
            reinvite.cancelled(invite, cancel.header(HeaderName.REASON), nowNanos);
        }
    }

    /**
     * Ends the call from our side: a refusal or CANCEL while it is set up, BYE on both legs after.
     */
    void release(CallCounters.End how, AsciiString reason, long nowNanos) {
        if (over) {
            return;
        }
        if (setup != null) {
            setup.release(how == CallCounters.End.ERROR ? 500 : 503, how, reason, nowNanos);
            return;
        }
        caller.hangUp(Optional.of(reason), nowNanos);
        other(caller).hangUp(Optional.of(reason), nowNanos);
        finish(how, nowNanos);
    }

    /** A re-INVITE has run its course. */
    void settled(Reinvite done) {
        if (reinvite == done) {
            reinvite = null;
        }
    }

    /** Gives back all that the call held. */
    void finish(CallCounters.End how, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        setup = null;
        media.delete();
        ticket.release();
        context.counters().ended(how);
        if (reinvite != null) {
            reinvite.abandon(nowNanos);
        }
        if (callee == null) {
            caller.close();
        }
        manager.ended(this);
        LOG.debug(
                "call ended call={} origin={} how={} millis={}",
                id,
                origin.name(),
                how,
                (nowNanos - startedNanos) / 1_000_000);
    }

    /**
     * Runs what an event of this call asks for; an exception in it ends this call and nothing else.
     */
    void guarded(long nowNanos, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            context.loop().bugs().report("call " + id, e);
            release(CallCounters.End.ERROR, Reasons.ERROR, nowNanos);
        }
    }

    /** Another early dialog of the caller, by the tag it knows it by. */
    void remember(AsciiString callerTag) {
        if (!callerTags.contains(callerTag)) {
            callerTags.add(callerTag);
            manager.remember(callerTag, caller);
        }
    }

    /** No request of that leg's peer is expected any more. */
    void forget(Leg leg) {
        if (leg == caller) {
            callerTags.forEach(manager::forget);
        } else {
            manager.forget(leg.dialog().localTag());
        }
    }

    private void hungUp(Leg leg, ServerTransaction bye, long nowNanos) {
        Answers.send(context.layer(), bye, 200, nowNanos);
        Optional<AsciiString> reason = bye.request().header(HeaderName.REASON);
        if (setup != null) {
            setup.cancelled(reason, nowNanos); // RFC 3261 15: the caller may end an early dialog
        } else if (!leg.over()) {
            leg.close();
            other(leg).hangUp(reason, nowNanos);
            finish(CallCounters.End.HANGUP, nowNanos);
        }
    }

    /**
     * RFC 3261 14.2: one INVITE at a time; glare on either leg is 491, and the peers' timers sort
     * it out.
     */
    private void reinvited(Leg leg, InviteServerTransaction invite, long nowNanos) {
        if (setup != null) {
            int seconds = context.loop().ids().below(10);
            Answers.retryLater(context.layer(), invite, 500, seconds, nowNanos);
        } else if (reinvite != null || leg.unacknowledged() || other(leg).unacknowledged()) {
            Answers.send(context.layer(), invite, 491, nowNanos);
        } else {
            Reinvite started = new Reinvite(context, this, leg, other(leg), invite);
            reinvite = started;
            started.start(nowNanos);
        }
    }

    CallView view(long nowNanos) {
        boolean answered = callee != null;
        return new CallView(
                id,
                answered ? CallView.State.ANSWERED : CallView.State.RINGING,
                (nowNanos - startedNanos) / 1_000_000,
                answered ? (nowNanos - answeredNanos) / 1_000_000 : 0,
                caller.view(),
                Optional.ofNullable(callee).map(Leg::view),
                media.statistics());
    }
}
