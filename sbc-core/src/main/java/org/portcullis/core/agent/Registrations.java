package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.registration.Aor;
import org.portcullis.core.registration.Arrival;
import org.portcullis.core.registration.Binding;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.registration.RegisterWish;
import org.portcullis.core.registration.RegistrationCounters.Result;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * REGISTER on one loop: what it asks for is looked at, put into our own terms and sent on to the
 * registrar that the routes name. Owned by its loop.
 */
final class Registrations {
    private static final AsciiString PATH = AsciiString.cached("path");

    private final RelayContext context;
    private final Bindings bindings;
    private final Optional<LocalRegistrar> local;

    /**
     * @param local registers users that have proven who they are; without it they are relayed, too
     */
    Registrations(RelayContext context, Bindings bindings, Optional<LocalRegistrar> local) {
        this.context = context;
        this.bindings = bindings;
        this.local = local;
    }

    /** Takes an admitted REGISTER; the ticket is released when it is answered. */
    void arrived(
            ServerTransaction transaction, Origin origin, Admission.Ticket ticket, long nowNanos) {
        SipRequest register = transaction.request();
        List<AsciiString> unsupported = unsupported(register);
        if (!unsupported.isEmpty()) {
            ticket.release();
            context.counters().refused(Method.REGISTER, 420);
            bindings.counters().count(Result.INVALID);
            Answers.explain(
                    context.layer(),
                    transaction,
                    420,
                    Optional.of(HeaderName.UNSUPPORTED),
                    new AsciiString(String.join(", ", unsupported)),
                    nowNanos);
            return;
        }
        RegisterWish wish = RegisterWish.of(register);
        int refusal = refusal(register, wish, origin);
        if (refusal != 0) {
            refuse(transaction, ticket, refusal, Result.INVALID, nowNanos);
            return;
        }
        Aor aor = Aor.of(register, origin);
        Arrival arrival = Arrival.of(register, transaction.source());
        List<Change> changes = changes(aor, wish);
        if (outOfOrder(aor, wish, changes, arrival)) {
            refuse(transaction, ticket, 400, Result.INVALID, nowNanos);
        } else if (!bindings.hasRoomFor(additions(wish, changes))) {
            ticket.release();
            context.counters().refused(Method.REGISTER, 503);
            bindings.counters().count(Result.FULL);
            Answers.spread(context.layer(), transaction, 503, nowNanos);
        } else {
            Registration registration = new Registration(aor, wish, changes, arrival);
            if (local.isPresent() && origin instanceof Origin.User) {
                LocalRegistrar.Desk desk = new LocalRegistrar.Desk(context, bindings);
                local.get().arrived(desk, transaction, ticket, registration, nowNanos);
            } else {
                relay(transaction, origin, ticket, registration, nowNanos);
            }
        }
    }

    /** A contact that is asked for, the token for it, and the binding that stands already. */
    record Change(ContactField contact, AsciiString token, Optional<Binding> before) {}

    /** A REGISTER in our own terms. */
    record Registration(Aor aor, RegisterWish wish, List<Change> changes, Arrival arrival) {}

    private void relay(
            ServerTransaction transaction,
            Origin origin,
            Admission.Ticket ticket,
            Registration registration,
            long nowNanos) {
        switch (context.routing()
                .route(transaction.request(), origin, transaction.source().realm())) {
            case RouteDecision.Reject(int status, AsciiString reason) ->
                    refuse(transaction, ticket, status, Result.REFUSED, nowNanos);
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) -> {
                ticket.release();
                bindings.counters().count(Result.REFUSED);
                context.counters().refused(Method.REGISTER, status);
                Answers.redirect(context.layer(), transaction, status, contacts, nowNanos);
            }
            // A registrar knows its users by their own names: no number is rewritten.
            case RouteDecision.Forward(
                            String route,
                            RoutePlan plan,
                            SipRequest request,
                            HeaderRules headers) ->
                    new RegisterRelay(
                                    context,
                                    bindings,
                                    transaction,
                                    origin,
                                    ticket,
                                    registration,
                                    plan,
                                    headers,
                                    nowNanos)
                            .start(nowNanos);
        }
    }

    private void refuse(
            ServerTransaction transaction,
            Admission.Ticket ticket,
            int status,
            Result result,
            long nowNanos) {
        ticket.release();
        context.counters().refused(Method.REGISTER, status);
        bindings.counters().count(result);
        RelayAnswers.send(context.layer(), transaction, status, nowNanos);
    }

    /** What RFC 3261 8.2 and 10.3 ask first; 0 if all is well. */
    private int refusal(SipRequest register, RegisterWish wish, Origin origin) {
        if (register.maxForwards() == 0) {
            return 483;
        }
        if (register.requestUri() instanceof OtherUri) {
            return 416;
        }
        if (register.to().uri().user().isEmpty()) {
            return 404;
        }
        if (wish instanceof RegisterWish.Malformed) {
            return 400;
        }
        return local.isPresent() && origin instanceof Origin.User user
                ? local.get().refusal(register, user)
                : 0;
    }

    /** We are the edge proxy of RFC 5626 and take the Path of RFC 3327. */
    private static List<AsciiString> unsupported(SipRequest register) {
        List<AsciiString> unsupported = new ArrayList<>(0);
        for (AsciiString option : register.values(HeaderName.REQUIRE)) {
            if (!option.contentEqualsIgnoreCase(RegisterWish.OUTBOUND)
                    && !option.contentEqualsIgnoreCase(PATH)) {
                unsupported.add(option);
            }
        }
        return unsupported;
    }

    private List<Change> changes(Aor aor, RegisterWish wish) {
        if (!(wish instanceof RegisterWish.Update update)) {
            return List.of();
        }
        List<Binding> standing = bindings.of(aor);
        List<Change> changes = new ArrayList<>(update.contacts().size());
        for (ContactField contact : update.contacts()) {
            changes.add(change(contact, standing, changes));
        }
        return changes;
    }

    private Change change(ContactField contact, List<Binding> standing, List<Change> earlier) {
        for (Binding binding : standing) {
            if (binding.contact().sameBinding(contact)) {
                return new Change(contact, binding.token(), Optional.of(binding));
            }
        }
        for (Change change : earlier) {
            if (change.contact().sameBinding(contact)) {
                return new Change(contact, change.token(), Optional.empty());
            }
        }
        return new Change(contact, context.loop().ids().flowToken(), Optional.empty());
    }

    /** RFC 3261 10.3 steps 6 and 7: of one Call-ID, nothing older than what stands is taken. */
    private boolean outOfOrder(Aor aor, RegisterWish wish, List<Change> changes, Arrival arrival) {
        boolean all = wish instanceof RegisterWish.RemoveAll;
        for (Binding binding : bindings.of(aor)) {
            boolean meant =
                    all
                            || changes.stream()
                                    .anyMatch(change -> change.token().equals(binding.token()));
            if (meant && arrival.staleAfter(binding.arrival())) {
                return true;
            }
        }
        return false;
    }

    private static int additions(RegisterWish wish, List<Change> changes) {
        int additions = 0;
        if (wish instanceof RegisterWish.Update update) {
            for (Change change : changes) {
                boolean adds = update.expiresSeconds(change.contact()) != 0;
                additions += adds && change.before().isEmpty() ? 1 : 0;
            }
        }
        return additions;
    }
}
