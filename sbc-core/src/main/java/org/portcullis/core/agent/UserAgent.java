package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Routing;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transaction.TransactionUser;
import org.portcullis.core.transport.Flow;

/**
 * What stands above the transactions of one loop: a request inside a dialog goes to its dialog, any
 * other is let in or refused and goes to the calls or the relay. Owned by its loop.
 */
public final class UserAgent implements TransactionUser {
    private final TransactionLayer layer;
    private final DialogTable dialogs;
    private final Routing routing;
    private final Authentication authentication;
    private final Admission admission;
    private final CallManager calls;
    private final Relays relays;
    private final Counter silenced;

    public UserAgent(
            TransactionLayer layer,
            DialogTable dialogs,
            Routing routing,
            Authentication authentication,
            Admission admission,
            CallManager calls,
            Relays relays,
            Counters counters) {
        this.layer = layer;
        this.dialogs = dialogs;
        this.routing = routing;
        this.authentication = authentication;
        this.admission = admission;
        this.calls = calls;
        this.relays = relays;
        this.silenced =
                counters.counter(
                        "portcullis_sip_requests_silenced_total",
                        "Requests outside a dialog dropped without an answer.");
    }

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        Optional<DialogUser> user = dialogs.of(request);
        if (user.isPresent() && taken(user.get(), request, flow, nowNanos)) {
            return;
        }
        Origin origin = routing.identify(request, flow);
        // A CANCEL cannot be sent again with credentials (RFC 3261 22.1).
        if (origin instanceof Origin.Unknown
                && !request.method().equals(Method.CANCEL)
                && routing.emergency(request, origin).isEmpty()) {
            unknown(request, origin, flow, nowNanos);
        } else {
            known(request, origin, flow, nowNanos);
        }
    }

    /** A dialog takes every request but a CANCEL of nothing that it, or its loop, knows. */
    private static boolean taken(DialogUser user, SipRequest request, Flow flow, long nowNanos) {
        if (request.method().equals(Method.CANCEL)) {
            return user.cancel(request, flow, nowNanos);
        }
        user.request(request, flow, nowNanos);
        return true;
    }

    /** A source that nobody is known by may still be somebody. */
    private void unknown(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        switch (authentication.prove(request, flow, nowNanos)) {
            case Authentication.Unasked() -> known(request, origin, flow, nowNanos);
            case Authentication.Proven(String user, String digestRealm) ->
                    known(
                            ShownCredentials.without(request, digestRealm, layer.writer()),
                            routing.identify(request, flow, user),
                            flow,
                            nowNanos);
            case Authentication.Challenged(List<AsciiString> challenges) ->
                    layer.challenge(request, flow, challenges);
            case Authentication.Silence() -> silenced.increment();
        }
    }

    private void known(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        Optional<AsciiString> emergency = routing.emergency(request, origin);
        if (emergency.isPresent()) {
            Admission.Ticket ticket = admission.admitEmergency(request, origin, nowNanos).ticket();
            HeaderPolicy headers = routing.profile(origin).headers();
            admitted(headers.urgent(request, emergency.get()), origin, flow, ticket, nowNanos);
            return;
        }
        switch (admission.admit(request, origin, flow, nowNanos)) {
            case Admission.Silence() -> silenced.increment();
            case Admission.Refused(int status, int retryAfterSeconds) -> {
                ServerTransaction transaction = layer.open(request, flow, nowNanos);
                Answers.retryLater(layer, transaction, status, retryAfterSeconds, nowNanos);
                if (request.method().equals(Method.INVITE)) {
                    calls.refused(status);
                }
            }
            case Admission.Admitted(Admission.Ticket ticket) ->
                    admitted(
                            routing.profile(origin).headers().arriving(request),
                            origin,
                            flow,
                            ticket,
                            nowNanos);
        }
    }

    @Override
    public void ack(SipRequest ack, Flow flow, long nowNanos) {
        dialogs.of(ack).ifPresent(user -> user.ack(ack, nowNanos));
    }

    @Override
    public boolean urgent(SipRequest request, Flow flow) {
        return routing.emergency(request, routing.identify(request, flow)).isPresent();
    }

    @Override
    public void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        calls.cancelled(invite, cancel, nowNanos);
    }

    private void admitted(
            SipRequest request, Origin origin, Flow flow, Admission.Ticket ticket, long nowNanos) {
        ServerTransaction transaction = layer.open(request, flow, nowNanos);
        if (request.to().tag().isPresent() || request.method().equals(Method.CANCEL)) {
            ticket.release();
            Answers.send(layer, transaction, 481, nowNanos);
        } else if (transaction instanceof InviteServerTransaction invite) {
            calls.invited(invite, origin, ticket, nowNanos);
        } else {
            relays.arrived(transaction, origin, ticket, nowNanos);
        }
    }
}
