package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerPath;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.topology.SubscriptionState;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.Renewal;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transport.Flow;

/**
 * The side of a subscription on which the box subscribes: gives SUBSCRIBEs, takes NOTIFYs. There is
 * one for each destination that is tried, until one is the notifier. Owned by the subscription's
 * loop.
 */
final class NotifierEnd implements DialogUser {
    private final RelayContext context;
    private final Subscription subscription;
    private final Fanout.Branch branch;
    private final AsciiString tag;
    private final AsciiString callId;
    private final PeerPath path;
    private @Nullable Dialog dialog;

    NotifierEnd(RelayContext context, Subscription subscription, Fanout.Branch branch) {
        this.context = context;
        this.subscription = subscription;
        this.branch = branch;
        this.tag = context.loop().ids().tag();
        this.callId = context.loop().ids().callId();
        this.path = new PeerPath(context.outbound(), branch.flow());
        context.dialogs().put(tag, this);
    }

    Origin peer() {
        return branch.hop().peer();
    }

    LocalName localName() {
        return context.names().of(path.arrival().listenPoint());
    }

    /** The SUBSCRIBE that was sent first. */
    SipRequest request() {
        return branch.sent();
    }

    void establish(Dialog made) {
        dialog = made;
    }

    void close() {
        context.dialogs().remove(tag, this);
        path.close();
    }

    /** A NOTIFY that makes the dialog is known by our half of it alone (RFC 6665 4.4.1). */
    @Override
    public boolean owns(SipRequest notify) {
        return dialog == null
                ? callId.equals(notify.callId()) && notify.from().tag().isPresent()
                : dialog.owns(notify);
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {}

    /** The SUBSCRIBE for this destination. */
    SipRequest subscribe(SipRequest incoming) {
        LocalName us = localName();
        Passage passage = new Passage(context, subscription.origin(), peer());
        CrossedBody body = passage.body(incoming, us);
        MessageWriter writer = passage.begin(incoming, branch.hop(), branch.uri(), us, callId, tag);
        writer.header(HeaderName.CONTACT, us.contact());
        subscription.event().writeAcross(writer);
        return passage.end(incoming, body, us, writer);
    }

    /** Carries a later SUBSCRIBE of the subscriber over. */
    void refresh(
            Passage passage,
            SipRequest subscribe,
            CrossedBody body,
            ClientUser user,
            long nowNanos) {
        LocalName us = localName();
        SipRequest made = passage.end(subscribe, body, us, begin(us));
        send(made, user, nowNanos);
    }

    void refreshed(SipResponse response) {
        established().refreshTarget(response);
    }

    /** Ends the subscription from our side (RFC 6665 4.1.2.3). */
    void unsubscribe(long nowNanos) {
        Passage passage = new Passage(context, subscription.origin(), peer());
        SipRequest made = passage.endRequest(begin(localName()).header(HeaderName.EXPIRES, 0));
        send(made, Unheard.INSTANCE, nowNanos);
    }

    private void send(SipRequest made, ClientUser user, long nowNanos) {
        Dialog its = established();
        Renewal renewal = new Renewal.InDialog(peer(), its, context.loop().ids());
        context.layer().send(made, path.flow(its), user, renewal, nowNanos);
    }

    private MessageWriter begin(LocalName us) {
        AsciiString viaBranch = context.loop().ids().branch();
        MessageWriter writer =
                established().begin(context.writer(), Method.SUBSCRIBE, us.via(), viaBranch);
        writer.header(HeaderName.CONTACT, us.contact());
        subscription.event().writeAcross(writer);
        return writer;
    }

    private Dialog established() {
        return Objects.requireNonNull(dialog);
    }

    @Override
    public void request(SipRequest arriving, Flow flow, long nowNanos) {
        Passage passage = new Passage(context, peer(), subscription.origin());
        ServerTransaction transaction =
                context.layer().open(passage.arriving(arriving), flow, nowNanos);
        subscription.guarded(
                transaction, nowNanos, () -> arrived(passage, transaction, flow, nowNanos));
    }

    private void arrived(Passage passage, ServerTransaction transaction, Flow flow, long nowNanos) {
        SipRequest notify = transaction.request();
        if (!subscription.hears(this)) {
            RelayAnswers.send(context.layer(), transaction, 481, nowNanos);
        } else if (dialog != null && !dialog.inOrder(notify)) {
            Answers.spread(context.layer(), transaction, 500, nowNanos);
        } else if (!notify.method().equals(Method.NOTIFY)) {
            RelayAnswers.unrelated(context.layer(), transaction, nowNanos);
        } else if (EventPackage.of(notify).filter(subscription.event()::sameType).isEmpty()) {
            RelayAnswers.send(context.layer(), transaction, 489, nowNanos);
        } else {
            notified(passage, transaction, flow, nowNanos);
        }
    }

    private void notified(
            Passage passage, ServerTransaction transaction, Flow flow, long nowNanos) {
        SipRequest notify = transaction.request();
        SubscriptionState state = SubscriptionState.of(notify);
        if (dialog == null) {
            long seconds =
                    state.terminated()
                            ? 0
                            : state.expiresSeconds() >= 0
                                    ? state.expiresSeconds()
                                    : Subscription.requestedSeconds(request());
            subscription.establish(this, Dialog.ofSubscriber(request(), notify), seconds, nowNanos);
        } else {
            dialog.refreshTarget(notify);
            if (state.expiresSeconds() >= 0) {
                subscription.lasts(state.expiresSeconds(), nowNanos);
            }
        }
        path.moved(flow);
        subscription.notified();
        carry(passage, transaction, state, nowNanos);
    }

    private void carry(
            Passage passage,
            ServerTransaction transaction,
            SubscriptionState state,
            long nowNanos) {
        SubscriberEnd subscriber = subscription.subscriber();
        SipRequest notify = transaction.request();
        CrossedBody body = passage.body(notify, subscriber.localName());
        if (body instanceof CrossedBody.Refused(int status, String why)) {
            if (!state.terminated()) {
                RelayAnswers.send(context.layer(), transaction, status, nowNanos);
                return;
            }
            body = new CrossedBody.Nothing(); // the end is told all the same
        }
        context.counters().relayed(Method.NOTIFY, peer());
        Notifying notifying = new Notifying(transaction, nowNanos);
        subscriber.notify(passage, notify, state, body, notifying, nowNanos);
        if (state.terminated()) {
            subscription.end(RelayCounters.End.TERMINATED);
        }
    }

    /** A NOTIFY on its way to the subscriber. */
    private final class Notifying implements ClientUser {
        private final ServerTransaction transaction;
        private final Patience patience;

        Notifying(ServerTransaction transaction, long nowNanos) {
            this.transaction = transaction;
            this.patience = new Patience(context, transaction, () -> {}, nowNanos);
        }

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                patience.stop();
                subscription.guarded(transaction, nowNanos, () -> answered(response, nowNanos));
            }
        }

        /** A subscriber that does not answer has no subscription any more (RFC 6665 4.2.2). */
        @Override
        public void failed(ClientTransaction asked, int status, long nowNanos) {
            patience.stop();
            RelayAnswers.send(context.layer(), transaction, status, nowNanos);
            if (status == 408) {
                subscription.end(RelayCounters.End.LOST);
            }
        }

        private void answered(SipResponse response, long nowNanos) {
            Passage back = new Passage(context, subscription.origin(), peer());
            int status = back.shown(response.status());
            transaction.respond(
                    back.response(response, transaction, status, localName()), nowNanos);
            if (Subscription.kills(response.status())) {
                subscription.end(RelayCounters.End.LOST);
            }
        }
    }
}
