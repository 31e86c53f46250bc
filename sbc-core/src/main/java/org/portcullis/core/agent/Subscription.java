package org.portcullis.core.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.topology.Seconds;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * One subscription (RFC 6665): a dialog in which the box notifies, and one in which it subscribes.
 * Owned by one loop.
 *
 * <p>The notifier decides how long it stands; the box keeps it for timer N longer and then ends it
 * by itself. Of several dialogs that a SUBSCRIBE makes by forking the first is kept, and the
 * NOTIFYs of the others get 481 (4.1.2.4).
 */
final class Subscription implements Fanout.User {
    /**
     * How long a subscription stands of which nobody has said it; an hour, as most packages say.
     */
    private static final long DEFAULT_SECONDS = 3600;

    private final RelayContext context;
    private final Relays relays;
    private final ServerTransaction initial;
    private final RouteDecision.Forward decision;
    private final Origin origin;
    private final EventPackage event;
    private final Admission.Ticket ticket;
    private final Patience patience;
    private final Fanout fanout;
    private final SubscriberEnd subscriber;
    private final Map<Fanout.Branch, NotifierEnd> candidates = new LinkedHashMap<>(2);
    private final Bound expiry = new Bound(RelayCounters.End.EXPIRED);
    private final Bound unnotified = new Bound(RelayCounters.End.UNNOTIFIED);
    private @Nullable NotifierEnd notifier;
    private boolean over;

    Subscription(
            RelayContext context,
            Relays relays,
            ServerTransaction initial,
            Origin origin,
            EventPackage event,
            Admission.Ticket ticket,
            RouteDecision.Forward decision,
            long nowNanos) {
        this.context = context;
        this.relays = relays;
        this.initial = initial;
        this.decision = decision;
        this.origin = origin;
        this.event = event;
        this.ticket = ticket;
        this.patience = new Patience(context, initial, this::givenUp, nowNanos);
        this.fanout = new Fanout(context, decision.plan(), this);
        this.subscriber = new SubscriberEnd(context, this, initial);
    }

    void start(long nowNanos) {
        fanout.start(nowNanos);
    }

    Origin origin() {
        return origin;
    }

    EventPackage event() {
        return event;
    }

    SubscriberEnd subscriber() {
        return subscriber;
    }

    /** The side that notifies, once it is known. */
    NotifierEnd notifier() {
        return Objects.requireNonNull(notifier);
    }

    boolean over() {
        return over;
    }

    @Override
    public SipRequest request(Fanout.Branch branch) {
        NotifierEnd candidate = new NotifierEnd(context, this, branch);
        candidates.put(branch, candidate);
        context.counters().relayed(initial.request().method(), origin);
        return candidate.subscribe(decision.request(), decision.headers());
    }

    @Override
    public void accepted(Fanout.Branch branch, SipResponse success, long nowNanos) {
        NotifierEnd accepted = Objects.requireNonNull(candidates.get(branch));
        Dialog dialog = Dialog.ofClient(accepted.request(), success);
        long seconds = seconds(success, initial.request());
        establish(accepted, dialog, seconds, nowNanos);
        awaitNotify(nowNanos);
    }

    @Override
    public void refused(Fanout.Branch branch, SipResponse failure, long nowNanos) {
        Passage passage = new Passage(context, branch.hop().peer(), origin);
        int status = passage.shown(failure.status());
        context.counters().refused(initial.request().method(), status);
        end(RelayCounters.End.REFUSED);
        SipResponse response = passage.response(failure, initial, status, subscriber.localName());
        initial.respond(response, nowNanos);
    }

    @Override
    public void unanswered(int status, long nowNanos) {
        context.counters().refused(initial.request().method(), status);
        end(RelayCounters.End.REFUSED);
        RelayAnswers.send(context.layer(), initial, status, nowNanos);
    }

    private void givenUp() {
        context.counters().refused(initial.request().method(), 408);
        end(RelayCounters.End.REFUSED);
    }

    /** Whether a NOTIFY of that dialog is of this subscription, or may make it. */
    boolean hears(NotifierEnd candidate) {
        return !over && (notifier == null || notifier == candidate);
    }

    boolean established() {
        return notifier != null;
    }

    /**
     * The SUBSCRIBE is accepted, by a 2xx or by a NOTIFY that came first: tells the subscriber.
     *
     * @param seconds how long the subscription is to last
     */
    void establish(NotifierEnd accepted, Dialog dialog, long seconds, long nowNanos) {
        notifier = accepted;
        accepted.establish(dialog);
        fanout.settle();
        patience.stop();
        for (NotifierEnd candidate : candidates.values()) {
            if (candidate != accepted) {
                candidate.close();
            }
        }
        context.counters().subscribed(event.type());
        subscriber.establish();
        lasts(seconds, nowNanos);
        subscriber.accept(initial, 200, seconds, nowNanos);
    }

    /** What a response says of how long a subscription lasts, else what was asked for. */
    static long seconds(SipResponse success, SipRequest subscribe) {
        long granted = success.header(HeaderName.EXPIRES).map(Seconds::of).orElse(-1L);
        return granted >= 0 ? granted : requestedSeconds(subscribe);
    }

    static long requestedSeconds(SipRequest subscribe) {
        long asked = subscribe.header(HeaderName.EXPIRES).map(Seconds::of).orElse(-1L);
        return asked >= 0 ? asked : DEFAULT_SECONDS;
    }

    /** The notifier has said how long it lasts from now on. */
    void lasts(long seconds, long nowNanos) {
        if (!over) {
            long atNanos = nowNanos + seconds * 1_000_000_000L + context.timers().giveUpNanos();
            context.loop().timers().schedule(expiry, atNanos);
        }
    }

    /** Timer N (4.1.2.4): a NOTIFY follows every SUBSCRIBE that is accepted. */
    void awaitNotify(long nowNanos) {
        if (!over) {
            long atNanos = nowNanos + context.timers().giveUpNanos();
            context.loop().timers().schedule(unnotified, atNanos);
        }
    }

    void notified() {
        context.loop().timers().cancel(unnotified);
    }

    /**
     * Whether a failure means that the other side has no such subscription any more (RFC 6665
     * 4.2.2, RFC 5057 5.1).
     */
    static boolean kills(int status) {
        return switch (status) {
            case 404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604 -> true;
            default -> false;
        };
    }

    /** Ends it from our side, on both. */
    void release(long nowNanos) {
        guarded(initial, nowNanos, () -> released(nowNanos));
    }

    private void released(long nowNanos) {
        if (notifier == null) {
            fanout.abandon();
            Answers.spread(context.layer(), initial, 503, nowNanos);
        } else {
            subscriber.tellEnd("deactivated", nowNanos);
            notifier.unsubscribe(nowNanos);
        }
        end(RelayCounters.End.RELEASED);
    }

    /** Gives back all that it held. */
    void end(RelayCounters.End how) {
        if (over) {
            return;
        }
        over = true;
        patience.stop();
        if (notifier == null) {
            fanout.abandon();
        }
        context.loop().timers().cancel(expiry);
        context.loop().timers().cancel(unnotified);
        candidates.values().forEach(NotifierEnd::close);
        subscriber.close();
        ticket.release();
        relays.ended(this);
        context.counters().ended(how);
    }

    /**
     * Runs what a request or response of this subscription asks for; an exception in it ends this
     * subscription and nothing else.
     *
     * @param transaction to be answered 500 then
     */
    void guarded(ServerTransaction transaction, long nowNanos, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            context.loop().bugs().report("subscription", e);
            RelayAnswers.send(context.layer(), transaction, 500, nowNanos);
            RelayAnswers.send(context.layer(), initial, 500, nowNanos);
            end(RelayCounters.End.ERROR);
        }
    }

    /** A time at which the subscription is over if nothing happens before. */
    private final class Bound extends Timer {
        private final RelayCounters.End how;

        Bound(RelayCounters.End how) {
            this.how = how;
        }

        @Override
        protected void expired(long nowNanos) {
            guarded(
                    initial,
                    nowNanos,
                    () -> {
                        subscriber.tellEnd("timeout", nowNanos);
                        end(how);
                    });
        }
    }
}
