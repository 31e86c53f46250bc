package org.portcullis.core.agent;

import io.netty.util.AsciiString;
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
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transport.Flow;

/**
 * The side of a subscription on which the box notifies: takes refreshes, gives NOTIFYs. Owned by
 * the subscription's loop.
 */
final class SubscriberEnd implements DialogUser {
    private final RelayContext context;
    private final Subscription subscription;
    private final Dialog dialog;
    private final PeerPath path;
    private final AsciiString tag;

    SubscriberEnd(RelayContext context, Subscription subscription, ServerTransaction initial) {
        this.context = context;
        this.subscription = subscription;
        this.tag = initial.tag();
        this.dialog = Dialog.ofServer(initial.request(), tag);
        this.path = new PeerPath(context.outbound(), initial.source());
    }

    LocalName localName() {
        return context.names().of(path.arrival().listenPoint());
    }

    /** From now on the subscriber may send requests in the dialog. */
    void establish() {
        context.dialogs().put(tag, this);
    }

    void close() {
        context.dialogs().remove(tag, this);
        path.close();
    }

    @Override
    public boolean owns(SipRequest request) {
        return dialog.owns(request);
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {}

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        Origin peer = subscription.notifier().peer();
        Passage passage = new Passage(context, subscription.origin(), peer);
        ServerTransaction transaction =
                context.layer().open(passage.arriving(request), flow, nowNanos);
        subscription.guarded(
                transaction, nowNanos, () -> arrived(passage, transaction, flow, nowNanos));
    }

    private void arrived(Passage passage, ServerTransaction transaction, Flow flow, long nowNanos) {
        SipRequest subscribe = transaction.request();
        NotifierEnd notifier = subscription.notifier();
        if (!dialog.inOrder(subscribe)) {
            Answers.spread(context.layer(), transaction, 500, nowNanos);
            return;
        }
        if (!subscribe.method().equals(Method.SUBSCRIBE)) {
            RelayAnswers.unrelated(context.layer(), transaction, nowNanos);
            return;
        }
        if (!ours(subscribe)) {
            RelayAnswers.send(context.layer(), transaction, 489, nowNanos);
            return;
        }
        CrossedBody body = passage.body(subscribe, notifier.localName());
        if (body instanceof CrossedBody.Refused(int status, String why)) {
            RelayAnswers.send(context.layer(), transaction, status, nowNanos);
            return;
        }
        dialog.refreshTarget(subscribe);
        path.moved(flow);
        Patience patience = new Patience(context, transaction, () -> {}, nowNanos);
        notifier.refresh(passage, subscribe, body, new Refresh(transaction, patience), nowNanos);
    }

    /** A dialog holds one subscription: one of another package or id is a dialog of its own. */
    private boolean ours(SipRequest subscribe) {
        EventPackage event = subscription.event();
        return EventPackage.of(subscribe)
                .filter(given -> given.sameType(event) && given.id().equals(event.id()))
                .isPresent();
    }

    /** Accepts a SUBSCRIBE of the subscriber (RFC 6665 4.2.1.1). */
    void accept(ServerTransaction transaction, int status, long seconds, long nowNanos) {
        MessageWriter writer = Replies.begin(context.writer(), transaction, status, tag);
        writer.copyAll(HeaderName.RECORD_ROUTE, transaction.request());
        writer.header(HeaderName.CONTACT, localName().contact());
        writer.header(HeaderName.EXPIRES, seconds);
        Passage back = new Passage(context, subscription.notifier().peer(), subscription.origin());
        transaction.respond(back.end(writer), nowNanos);
    }

    /**
     * Carries a NOTIFY over.
     *
     * @param body of it for this side
     */
    void notify(
            Passage passage,
            SipRequest notify,
            SubscriptionState state,
            CrossedBody body,
            ClientUser user,
            long nowNanos) {
        LocalName us = localName();
        MessageWriter writer = begin(us, state);
        send(passage.end(notify, body, us, writer), user, nowNanos);
    }

    /** Tells the subscriber that we have ended it, and why (RFC 6665 4.1.3). */
    void tellEnd(String reason, long nowNanos) {
        MessageWriter writer = begin(localName(), SubscriptionState.ended(reason));
        Passage passage =
                new Passage(context, subscription.notifier().peer(), subscription.origin());
        send(passage.endRequest(writer), Unheard.INSTANCE, nowNanos);
    }

    private void send(SipRequest request, ClientUser user, long nowNanos) {
        Renewal renewal = new Renewal.InDialog(subscription.origin(), dialog, context.loop().ids());
        context.layer().send(request, path.flow(dialog), user, renewal, nowNanos);
    }

    private MessageWriter begin(LocalName us, SubscriptionState state) {
        AsciiString branch = context.loop().ids().branch();
        MessageWriter writer = dialog.begin(context.writer(), Method.NOTIFY, us.via(), branch);
        writer.header(HeaderName.CONTACT, us.contact());
        subscription.event().writeBack(writer);
        state.write(writer);
        return writer;
    }

    /** A SUBSCRIBE in the dialog on its way to the notifier. */
    private final class Refresh implements ClientUser {
        private final ServerTransaction transaction;
        private final Patience patience;

        Refresh(ServerTransaction transaction, Patience patience) {
            this.transaction = transaction;
            this.patience = patience;
        }

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                patience.stop();
                subscription.guarded(transaction, nowNanos, () -> answered(response, nowNanos));
            }
        }

        @Override
        public void failed(ClientTransaction asked, int status, long nowNanos) {
            patience.stop();
            RelayAnswers.send(context.layer(), transaction, status, nowNanos);
        }

        private void answered(SipResponse response, long nowNanos) {
            NotifierEnd notifier = subscription.notifier();
            if (response.status() < 300) {
                notifier.refreshed(response);
                long seconds = Subscription.seconds(response, transaction.request());
                subscription.lasts(seconds, nowNanos);
                subscription.awaitNotify(nowNanos);
                accept(transaction, response.status(), seconds, nowNanos);
                return;
            }
            Passage back = new Passage(context, notifier.peer(), subscription.origin());
            int status = back.shown(response.status());
            transaction.respond(
                    back.response(response, transaction, status, localName()), nowNanos);
            if (Subscription.kills(response.status())) {
                subscription.end(RelayCounters.End.LOST);
            }
        }
    }
}
