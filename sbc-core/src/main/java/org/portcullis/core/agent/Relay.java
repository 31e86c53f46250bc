package org.portcullis.core.agent;

import java.util.Set;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.topology.SubscriptionState;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * A request outside any dialog that makes none, carried to the first destination that accepts it:
 * MESSAGE (RFC 3428), PUBLISH (RFC 3903), NOTIFY of no subscription, and methods unknown. Owned by
 * one loop.
 */
final class Relay implements Fanout.User {
    /** Methods whose requests have no Contact. */
    private static final Set<Method> WITHOUT_CONTACT = Set.of(Method.MESSAGE, Method.PUBLISH);

    private final RelayContext context;
    private final ServerTransaction transaction;
    private final Origin origin;
    private final Admission.Ticket ticket;
    private final RouteDecision.Forward decision;
    private final Patience patience;
    private final Fanout fanout;

    Relay(
            RelayContext context,
            ServerTransaction transaction,
            Origin origin,
            Admission.Ticket ticket,
            RouteDecision.Forward decision,
            long nowNanos) {
        this.context = context;
        this.transaction = transaction;
        this.origin = origin;
        this.ticket = ticket;
        this.decision = decision;
        this.fanout = new Fanout(context, decision.plan(), this);
        this.patience = new Patience(context, transaction, this::givenUp, nowNanos);
    }

    void start(long nowNanos) {
        fanout.start(nowNanos);
    }

    @Override
    public SipRequest request(Fanout.Branch branch) {
        SipRequest incoming = decision.request();
        LocalName us = context.names().of(branch.flow().listenPoint());
        Passage passage = new Passage(context, origin, branch.hop().peer());
        CrossedBody body = passage.body(incoming, us);
        MessageWriter writer =
                passage.begin(
                        incoming,
                        branch.hop(),
                        branch.uri(),
                        us,
                        context.loop().ids().callId(),
                        context.loop().ids().tag());
        if (!WITHOUT_CONTACT.contains(incoming.method())) {
            writer.header(HeaderName.CONTACT, us.contact());
        }
        EventPackage.of(incoming).ifPresent(event -> event.writeAcross(writer));
        if (incoming.has(HeaderName.SUBSCRIPTION_STATE)) {
            SubscriptionState.of(incoming).write(writer);
        }
        context.counters().relayed(incoming.method(), origin);
        return passage.end(incoming, body, us, decision.headers(), writer);
    }

    @Override
    public void accepted(Fanout.Branch branch, SipResponse success, long nowNanos) {
        carry(branch, success, success.status(), nowNanos);
    }

    @Override
    public void refused(Fanout.Branch branch, SipResponse failure, long nowNanos) {
        int status = new Passage(context, branch.hop().peer(), origin).shown(failure.status());
        context.counters().refused(transaction.request().method(), status);
        carry(branch, failure, status, nowNanos);
    }

    @Override
    public void unanswered(int status, long nowNanos) {
        context.counters().refused(transaction.request().method(), status);
        finish();
        RelayAnswers.send(context.layer(), transaction, status, nowNanos);
    }

    private void carry(Fanout.Branch branch, SipResponse response, int status, long nowNanos) {
        finish();
        LocalName us = context.names().of(transaction.source().listenPoint());
        Passage passage = new Passage(context, branch.hop().peer(), origin);
        transaction.respond(passage.response(response, transaction, status, us), nowNanos);
    }

    private void givenUp() {
        context.counters().refused(transaction.request().method(), 408);
        fanout.abandon();
        finish();
    }

    private void finish() {
        patience.stop();
        ticket.release();
    }
}
