package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Extensions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.leg.SessionTimer;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.BodyCrossing;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Realm;

/**
 * The calls of one loop: lets requests in, makes calls of INVITEs, and finds the call of every
 * request inside a dialog by our tag in it. Owned by its loop.
 */
public final class CallManager {
    private final CallContext context;
    private final Set<Call> calls = new LinkedHashSet<>();
    private @Nullable Runnable whenEmpty;
    private boolean draining;
    // Read by the gauge from other threads; written here alone.
    private volatile int live;

    /**
     * @param directory the calls of all loops, of which these become the next
     */
    public CallManager(
            TransactionLayer layer,
            Outbound outbound,
            Routing routing,
            DialogTable dialogs,
            CallDirectory directory,
            MediaEngine media,
            Counters counters) {
        this.context =
                new CallContext(
                        new LegContext(layer, outbound, routing, dialogs, new LocalName.Table()),
                        directory,
                        media,
                        new BodyCrossing(layer.loop().ids().callId()),
                        new CallCounters(counters));
        directory.add(context);
        dialogs.whenChanged(this::tellIfEmpty);
        counters.gauge(
                "portcullis_calls",
                "Calls that stand, from their INVITE to their end.",
                () -> live,
                "loop",
                Integer.toString(layer.loop().index()));
    }

    /** Takes the CANCEL of an INVITE that has no final response (RFC 3261 9.2). */
    public void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        AsciiString tag = invite.request().to().tag().orElse(invite.tag());
        if (context.dialogs().of(tag).orElse(null) instanceof Leg leg) {
            Call call = Call.of(leg);
            call.guarded(nowNanos, () -> call.cancelled(invite, cancel, nowNanos));
        }
    }

    /** Counts a call that was refused before it was one. */
    public void refused(int status) {
        context.counters().refused(status);
    }

    /** Refuses new calls from now on, but for emergency calls. */
    public void drain() {
        draining = true;
    }

    public boolean draining() {
        return draining;
    }

    /** Ends every call, with BYE on both legs of the answered ones. */
    public void releaseAll(long nowNanos) {
        for (Call call : List.copyOf(calls)) {
            call.guarded(
                    nowNanos,
                    () -> call.release(CallCounters.End.RELEASED, Reasons.SHUTDOWN, nowNanos));
        }
    }

    /**
     * Ends the call of that id, as an operator wants it.
     *
     * @return whether there is one
     */
    public boolean hangUp(String id, long nowNanos) {
        for (Call call : calls) {
            if (call.id().equals(id)) {
                call.guarded(
                        nowNanos,
                        () -> call.release(CallCounters.End.RELEASED, Reasons.OPERATOR, nowNanos));
                return true;
            }
        }
        return false;
    }

    /** Runs {@code action} once no call stands and every BYE is answered, perhaps at once. */
    public void whenEmpty(Runnable action) {
        whenEmpty = action;
        tellIfEmpty();
    }

    /** The newest {@code most} calls that stand, newest first. */
    public List<CallView> views(int most) {
        List<CallView> views = new ArrayList<>(Math.min(most, calls.size()));
        long nowNanos = context.loop().nowNanos();
        List<Call> all = new ArrayList<>(calls);
        for (int i = all.size() - 1; i >= 0 && views.size() < most; i--) {
            views.add(all.get(i).view(nowNanos));
        }
        return views;
    }

    /** Calls that stand. Any thread. */
    public int live() {
        return live;
    }

    void ended(Call call) {
        calls.remove(call);
        live = calls.size();
        tellIfEmpty();
    }

    /** Takes an admitted INVITE outside any dialog; the ticket is released when its call ends. */
    public void invited(
            InviteServerTransaction invite, Origin origin, Admission.Ticket ticket, long nowNanos) {
        if (draining && context.routing().emergency(invite.request(), origin).isEmpty()) {
            ticket.release();
            context.counters().refused(503);
            Answers.spread(context.layer(), invite, 503, nowNanos);
        } else if (!acceptable(invite, context.routing().profile(origin), nowNanos)) {
            ticket.release();
        } else if (invite.request().has(HeaderName.REPLACES)) {
            replacing(invite, origin, ticket, nowNanos);
        } else {
            calling(invite, origin, ticket, nowNanos);
        }
    }

    private void calling(
            InviteServerTransaction invite, Origin origin, Admission.Ticket ticket, long nowNanos) {
        switch (ticket.calling(invite.request(), origin, invite.source(), nowNanos)) {
            case Admission.Full(int status, int retryAfterSeconds) -> {
                ticket.release();
                context.counters().refused(status);
                Answers.retryLater(context.layer(), invite, status, retryAfterSeconds, nowNanos);
            }
            case Admission.Cleared(Admission.Ticket number) ->
                    routed(invite, origin, ticket, number, nowNanos);
        }
    }

    private void routed(
            InviteServerTransaction invite,
            Origin origin,
            Admission.Ticket ticket,
            Admission.Ticket number,
            long nowNanos) {
        Realm realm = invite.source().realm();
        switch (context.routing().route(invite.request(), origin, realm)) {
            case RouteDecision.Reject(int status, AsciiString reason) -> {
                number.release();
                ticket.release();
                context.counters().refused(status);
                Answers.refuse(context.layer(), invite, status, reason, nowNanos);
            }
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) -> {
                number.release();
                ticket.release();
                context.counters().refused(status);
                Answers.redirect(context.layer(), invite, status, contacts, nowNanos);
            }
            case RouteDecision.Forward decision -> {
                Call call = open(invite, origin, ticket, nowNanos);
                call.guarded(nowNanos, () -> call.start(decision, number, nowNanos));
            }
        }
    }

    /** RFC 3891 3: the INVITE is for a call that stands, and goes nowhere else. */
    private void replacing(
            InviteServerTransaction invite, Origin origin, Admission.Ticket ticket, long nowNanos) {
        List<AsciiString> values = invite.request().values(HeaderName.REPLACES);
        Optional<Replaces> replaced =
                values.size() == 1 ? Replaces.parse(values.getFirst()) : Optional.empty();
        if (replaced.isEmpty()) {
            ticket.release();
            refuse(invite, 400, Optional.empty(), AsciiString.EMPTY_STRING, nowNanos);
        } else {
            Call call = open(invite, origin, ticket, nowNanos);
            call.guarded(nowNanos, () -> call.replace(replaced.get(), nowNanos));
        }
    }

    private Call open(
            InviteServerTransaction invite, Origin origin, Admission.Ticket ticket, long nowNanos) {
        context.counters().attempted(origin);
        Call call = new Call(context, this, invite, origin, ticket, nowNanos);
        calls.add(call);
        live = calls.size();
        return call;
    }

    /**
     * What RFC 3261 8.2 and 16.3 ask of an INVITE before it goes anywhere; refuses it otherwise.
     */
    private boolean acceptable(InviteServerTransaction invite, PeerProfile profile, long nowNanos) {
        SipRequest request = invite.request();
        List<AsciiString> unsupported = Extensions.unsupported(request);
        int minimum = SessionTimer.refusal(profile.sessionTimer(), request);
        boolean reliable =
                profile.reliableProvisionals() != PeerProfile.ReliableProvisionals.REQUIRED
                        || Extensions.supports(request, Extensions.RELIABLE);
        if (request.maxForwards() == 0) {
            refuse(invite, 483, Optional.empty(), AsciiString.EMPTY_STRING, nowNanos);
        } else if (request.requestUri() instanceof OtherUri) {
            refuse(invite, 416, Optional.empty(), AsciiString.EMPTY_STRING, nowNanos);
        } else if (!unsupported.isEmpty()) {
            AsciiString tags = new AsciiString(String.join(", ", unsupported));
            refuse(invite, 420, Optional.of(HeaderName.UNSUPPORTED), tags, nowNanos);
        } else if (!reliable) {
            refuse(invite, 421, Optional.of(HeaderName.REQUIRE), Extensions.RELIABLE, nowNanos);
        } else if (minimum > 0) {
            AsciiString seconds = new AsciiString(Integer.toString(minimum));
            refuse(invite, 422, Optional.of(HeaderName.MIN_SE), seconds, nowNanos);
        } else if (request.hasBody() && Answers.sdp(request).isEmpty()) {
            refuse(invite, 415, Optional.of(HeaderName.ACCEPT), Answers.SDP, nowNanos);
        } else if (!Bodies.acceptsSdp(request)) {
            refuse(invite, 406, Optional.of(HeaderName.ACCEPT), Answers.SDP, nowNanos);
        } else {
            return true;
        }
        return false;
    }

    private void refuse(
            InviteServerTransaction invite,
            int status,
            Optional<HeaderName> header,
            AsciiString value,
            long nowNanos) {
        context.counters().refused(status);
        Answers.explain(context.layer(), invite, status, header, value, nowNanos);
    }

    private void tellIfEmpty() {
        if (whenEmpty != null && calls.isEmpty() && context.dialogs().isEmpty()) {
            Runnable action = whenEmpty;
            whenEmpty = null;
            action.run();
        }
    }
}
