package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.BodyCrossing;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * Requests outside calls on one loop: answers what is for the box, refuses what cannot go on, and
 * relays the rest, by the routes of calls, as single requests or as subscriptions. Owned by its
 * loop.
 */
public final class Relays {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

    private final RelayContext context;
    private final Registrations registrations;
    private int limit;
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private boolean draining;
    // Read by the gauge from other threads; written here alone.
    private volatile int live;

    /**
     * @param routing with those to registered phones
     * @param bindings the loop's registrations
     * @param registrar of users, where the box is theirs
     * @param limit subscriptions that may stand on this loop at a time; above it new ones get 503
     */
    public Relays(
            TransactionLayer layer,
            Outbound outbound,
            Routing routing,
            DialogTable dialogs,
            Bindings bindings,
            Optional<LocalRegistrar> registrar,
            int limit,
            Counters counters) {
        this.limit = limit;
        this.context =
                new RelayContext(
                        layer,
                        outbound,
                        routing,
                        dialogs,
                        new BodyCrossing(layer.loop().ids().callId()),
                        new RelayCounters(counters),
                        new LocalName.Table());
        this.registrations = new Registrations(context, bindings, registrar);
        counters.gauge(
                "portcullis_subscriptions",
                "Subscriptions that stand, from their SUBSCRIBE to their end.",
                () -> live,
                "loop",
                Integer.toString(layer.loop().index()));
    }

    /** Subscriptions that stand. Any thread. */
    public int live() {
        return live;
    }

    /** Lets so many subscriptions stand from now on; those that stand stay. */
    public void limit(int most) {
        assert context.layer().loop().inLoop();
        limit = most;
    }

    /** Refuses new requests from now on and ends every subscription, on both sides. */
    public void drain(long nowNanos) {
        draining = true;
        for (Subscription subscription : List.copyOf(subscriptions)) {
            subscription.release(nowNanos);
        }
    }

    /**
     * Takes an admitted request outside any dialog, of any method but INVITE; the ticket is
     * released when what it asked for has ended.
     */
    void arrived(
            ServerTransaction transaction, Origin origin, Admission.Ticket ticket, long nowNanos) {
        SipRequest request = transaction.request();
        // What is for a phone is not for the box, whatever it is.
        boolean ours = !Bindings.addressed(request);
        Optional<Integer> answer = answer(request, ours);
        if (answer.isPresent()) {
            ticket.release();
            RelayAnswers.send(context.layer(), transaction, answer.get(), nowNanos);
        } else if (ours && request.method().equals(Method.OPTIONS)) {
            ticket.release();
            RelayAnswers.capabilities(context.layer(), transaction, draining ? 503 : 200, nowNanos);
        } else {
            relay(transaction, origin, ticket, nowNanos);
        }
    }

    /** What the box answers by itself, whoever asks; empty for what goes on, and for OPTIONS. */
    private static Optional<Integer> answer(SipRequest request, boolean ours) {
        Method method = request.method();
        if (method.equals(Method.REFER)) {
            return Optional.of(405);
        }
        if (Set.of(Method.BYE, Method.PRACK, Method.UPDATE, Method.INFO).contains(method)) {
            return Optional.of(481); // these are of dialogs alone
        }
        // Devices ask with it whether their way through a NAT is open.
        boolean keepAlive =
                ours
                        && method.equals(Method.NOTIFY)
                        && EventPackage.of(request)
                                .filter(event -> event.type().equals(KEEP_ALIVE))
                                .isPresent();
        return keepAlive ? Optional.of(200) : Optional.empty();
    }

    private void relay(
            ServerTransaction transaction, Origin origin, Admission.Ticket ticket, long nowNanos) {
        SipRequest request = transaction.request();
        boolean subscribe = request.method().equals(Method.SUBSCRIBE);
        if (draining || (subscribe && subscriptions.size() >= limit)) {
            ticket.release();
            context.counters().refused(request.method(), 503);
            Answers.spread(context.layer(), transaction, 503, nowNanos);
            return;
        }
        if (request.method().equals(Method.REGISTER)) {
            registrations.arrived(transaction, origin, ticket, nowNanos);
            return;
        }
        int refusal = refusal(transaction);
        if (refusal != 0) {
            refuse(transaction, ticket, refusal, nowNanos);
            return;
        }
        switch (context.routing().route(request, origin, transaction.source().realm())) {
            case RouteDecision.Reject(int status, AsciiString reason) -> {
                if (reason.isEmpty()) {
                    refuse(transaction, ticket, status, nowNanos);
                } else {
                    ticket.release();
                    context.counters().refused(request.method(), status);
                    Answers.refuse(context.layer(), transaction, status, reason, nowNanos);
                }
            }
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) -> {
                ticket.release();
                context.counters().refused(request.method(), status);
                Answers.redirect(context.layer(), transaction, status, contacts, nowNanos);
            }
            case RouteDecision.Forward decision -> {
                if (subscribe) {
                    subscribe(transaction, origin, ticket, decision, nowNanos);
                } else {
                    new Relay(context, transaction, origin, ticket, decision, nowNanos)
                            .start(nowNanos);
                }
            }
        }
    }

    private void subscribe(
            ServerTransaction transaction,
            Origin origin,
            Admission.Ticket ticket,
            RouteDecision.Forward decision,
            long nowNanos) {
        EventPackage event = EventPackage.of(transaction.request()).orElseThrow();
        Subscription subscription =
                new Subscription(
                        context, this, transaction, origin, event, ticket, decision, nowNanos);
        subscriptions.add(subscription);
        live = subscriptions.size();
        subscription.start(nowNanos);
    }

    /** What RFC 3261 8.2 and 16.3, RFC 3903 6 and RFC 6665 4.2.1.1 ask first; 0 if all is well. */
    private int refusal(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        if (request.maxForwards() == 0) {
            return 483;
        }
        if (request.requestUri() instanceof OtherUri) {
            return 416;
        }
        if (request.has(HeaderName.REQUIRE)) {
            return 420;
        }
        if (needsEvent(request.method()) && EventPackage.of(request).isEmpty()) {
            return 489;
        }
        LocalName us = context.names().of(transaction.source().listenPoint());
        return switch (context.bodies().carry(request, us.hostPort())) {
            case CrossedBody.Refused(int status, String why) -> status;
            case CrossedBody.Carried carried -> 0;
            case CrossedBody.Nothing nothing -> 0;
        };
    }

    private static boolean needsEvent(Method method) {
        return method.equals(Method.SUBSCRIBE)
                || method.equals(Method.PUBLISH)
                || method.equals(Method.NOTIFY);
    }

    private void refuse(
            ServerTransaction transaction, Admission.Ticket ticket, int status, long nowNanos) {
        ticket.release();
        context.counters().refused(transaction.request().method(), status);
        RelayAnswers.send(context.layer(), transaction, status, nowNanos);
    }

    void ended(Subscription subscription) {
        subscriptions.remove(subscription);
        live = subscriptions.size();
    }
}
