package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transaction.TransactionUser;
import org.portcullis.core.transport.Flow;

/**
 * The calls of one loop: lets requests in, makes calls of INVITEs, and finds the call of every
 * request inside a dialog by our tag in it. Owned by its loop.
 */
public final class CallManager implements TransactionUser {
    private static final int MOST_RETRY_AFTER_SECONDS = 10;

    private final CallContext context;
    private final Map<AsciiString, Leg> legs = new HashMap<>();
    private final Set<Call> calls = new LinkedHashSet<>();
    private final Counter silenced;
    private @Nullable Runnable whenEmpty;
    private boolean draining;
    // Read by the gauge from other threads; written here alone.
    private volatile int live;

    /**
     * @param limit calls that may stand on this loop at a time; above it new ones get 503
     */
    public CallManager(
            TransactionLayer layer,
            Outbound outbound,
            Routing routing,
            Admission admission,
            MediaEngine media,
            int limit,
            Counters counters) {
        this.context =
                new CallContext(
                        layer,
                        outbound,
                        routing,
                        admission,
                        media,
                        new CallCounters(counters),
                        new LocalName.Table(),
                        limit);
        this.silenced =
                counters.counter(
                        "portcullis_sip_requests_silenced_total",
                        "Requests outside a dialog dropped without an answer.");
        counters.gauge(
                "portcullis_calls",
                "Calls that stand, from their INVITE to their end.",
                () -> live,
                "loop",
                Integer.toString(layer.loop().index()));
    }

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        Leg leg = leg(request);
        if (leg != null) {
            leg.call().guarded(nowNanos, () -> leg.call().request(leg, request, flow, nowNanos));
            return;
        }
        Origin origin = context.routing().identify(request, flow);
        switch (context.admission().admit(request, origin, flow, nowNanos)) {
            case Admission.Silence() -> silenced.increment();
            case Admission.Refused(int status, int retryAfterSeconds) -> {
                ServerTransaction transaction = context.layer().open(request, flow, nowNanos);
                Answers.retryLater(context, transaction, status, retryAfterSeconds, nowNanos);
                if (request.method().equals(Method.INVITE)) {
                    context.counters().refused(status);
                }
            }
            case Admission.Admitted(Admission.Ticket ticket) ->
                    admitted(request, origin, flow, ticket, nowNanos);
        }
    }

    @Override
    public void ack(SipRequest ack, Flow flow, long nowNanos) {
        Leg leg = leg(ack);
        if (leg != null) {
            leg.call().guarded(nowNanos, () -> leg.acknowledged(ack, nowNanos));
        }
    }

    @Override
    public void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        Leg leg = legs.get(invite.request().to().tag().orElse(invite.tag()));
        if (leg != null) {
            leg.call().guarded(nowNanos, () -> leg.call().cancelled(invite, cancel, nowNanos));
        }
    }

    /** Refuses new calls from now on; probes hear 503 too. */
    public void drain() {
        draining = true;
    }

    /** Ends every call, with BYE on both legs of the answered ones. */
    public void releaseAll(long nowNanos) {
        for (Call call : List.copyOf(calls)) {
            call.guarded(
                    nowNanos,
                    () -> call.release(CallCounters.End.RELEASED, Reasons.SHUTDOWN, nowNanos));
        }
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

    void remember(AsciiString tag, Leg leg) {
        legs.put(tag, leg);
    }

    void forget(AsciiString tag) {
        legs.remove(tag);
        tellIfEmpty();
    }

    void ended(Call call) {
        calls.remove(call);
        live = calls.size();
        tellIfEmpty();
    }

    private @Nullable Leg leg(SipRequest request) {
        Optional<AsciiString> tag = request.to().tag();
        if (tag.isEmpty()) {
            return null;
        }
        Leg leg = legs.get(tag.get());
        return leg != null && leg.dialog().owns(request) ? leg : null;
    }

    private void admitted(
            SipRequest request, Origin origin, Flow flow, Admission.Ticket ticket, long nowNanos) {
        ServerTransaction transaction = context.layer().open(request, flow, nowNanos);
        if (request.to().tag().isPresent()) {
            ticket.release();
            Answers.send(context, transaction, 481, nowNanos);
        } else if (transaction instanceof InviteServerTransaction invite) {
            invited(invite, origin, ticket, nowNanos);
        } else {
            ticket.release();
            boolean options = request.method().equals(Method.OPTIONS);
            Answers.capabilities(
                    context, transaction, !options ? 405 : draining ? 503 : 200, nowNanos);
        }
    }

    private void invited(
            InviteServerTransaction invite, Origin origin, Admission.Ticket ticket, long nowNanos) {
        if (draining || calls.size() >= context.limit()) {
            ticket.release();
            context.counters().refused(503);
            int seconds = 1 + context.loop().ids().below(MOST_RETRY_AFTER_SECONDS);
            Answers.retryLater(context, invite, 503, seconds, nowNanos);
        } else if (!acceptable(invite, nowNanos)) {
            ticket.release();
        } else {
            switch (context.routing().route(invite.request(), origin, invite.source())) {
                case RouteDecision.Reject(int status) -> {
                    ticket.release();
                    context.counters().refused(status);
                    Answers.send(context, invite, status, nowNanos);
                }
                case RouteDecision.Forward(String route, RoutePlan plan) ->
                        begin(invite, origin, ticket, plan, nowNanos);
            }
        }
    }

    private void begin(
            InviteServerTransaction invite,
            Origin origin,
            Admission.Ticket ticket,
            RoutePlan plan,
            long nowNanos) {
        context.counters().attempted(origin);
        Call call = new Call(context, this, invite, origin, ticket, nowNanos);
        calls.add(call);
        live = calls.size();
        call.guarded(nowNanos, () -> call.start(invite, plan, nowNanos));
    }

    /**
     * What RFC 3261 8.2 and 16.3 ask of an INVITE before it goes anywhere; refuses it otherwise.
     */
    private boolean acceptable(InviteServerTransaction invite, long nowNanos) {
        SipRequest request = invite.request();
        List<AsciiString> required = request.values(HeaderName.REQUIRE);
        if (request.maxForwards() == 0) {
            refuse(invite, 483, Optional.empty(), AsciiString.EMPTY_STRING, nowNanos);
        } else if (request.requestUri() instanceof OtherUri) {
            refuse(invite, 416, Optional.empty(), AsciiString.EMPTY_STRING, nowNanos);
        } else if (!required.isEmpty()) {
            AsciiString unsupported = new AsciiString(String.join(", ", required));
            refuse(invite, 420, Optional.of(HeaderName.UNSUPPORTED), unsupported, nowNanos);
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
        Answers.explain(context, invite, status, header, value, nowNanos);
    }

    private void tellIfEmpty() {
        if (whenEmpty != null && calls.isEmpty() && legs.isEmpty()) {
            Runnable action = whenEmpty;
            whenEmpty = null;
            action.run();
        }
    }
}
