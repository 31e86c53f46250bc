package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Realm;

/**
 * Calls somebody: tries the destinations of a plan, group after group and the members of a group at
 * the same time, and takes the first 2xx (RFC 3261 16.6, 16.7). Owned by the call's loop.
 */
public final class Dial {
    /** Who wants to talk to whoever answers. Told of any number of provisionals and one end. */
    public interface User {
        /**
         * A provisional response above 100.
         *
         * @param callee the early dialog it made; empty where it made none
         * @param reliable whether it is to be acknowledged (RFC 3262). One with a description that
         *     is an offer is the user's to acknowledge; any other has been
         */
        void progress(Optional<Leg> callee, SipResponse response, boolean reliable, long nowNanos);

        /** A 2xx, of which no other follows. */
        void answered(Leg callee, SipResponse success, long nowNanos);

        /** Nobody answered. */
        void failed(Failure failure, long nowNanos);

        /** The offer cannot be made. */
        void refused(int status, String warning, long nowNanos);
    }

    private final LegContext context;
    private final LegOwner owner;
    private final Wish wish;
    private final RoutePlan plan;
    private final User user;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final Departures departures;
    private List<Hop> deferred = List.of();
    private Optional<AsciiString> offer = Optional.empty();
    private Optional<Failure> best = Optional.empty();
    private int redirections;
    private boolean over;

    public Dial(LegContext context, LegOwner owner, Wish wish, RoutePlan plan, User user) {
        this.context = context;
        this.owner = owner;
        this.wish = wish;
        this.plan = plan;
        this.user = user;
        this.departures = new Departures(wish, plan);
    }

    public void start(long nowNanos) {
        plan.first((group, now) -> unlessOver(() -> call(group, now), now), nowNanos);
    }

    /** The plan may tell late, when nobody wants to know any more. */
    private void unlessOver(Runnable event, long nowNanos) {
        owner.guarded(
                nowNanos,
                () -> {
                    if (!over) {
                        event.run();
                    }
                });
    }

    /** Gives every destination up; the user hears nothing more. */
    public void cancel(Optional<AsciiString> reason, long nowNanos) {
        end();
        attempts.forEach(attempt -> attempt.cancel(reason, nowNanos));
    }

    public boolean over() {
        return over;
    }

    RoutePlan plan() {
        return plan;
    }

    Wish wish() {
        return wish;
    }

    /** The offer as the present destinations get it. */
    public Optional<AsciiString> offer() {
        return offer;
    }

    void progress(Optional<Leg> callee, SipResponse response, boolean reliable, long nowNanos) {
        user.progress(callee, response, reliable, nowNanos);
    }

    void answered(Attempt by, Leg callee, SipResponse success, long nowNanos) {
        callee.hold(by.letGo());
        end();
        for (Attempt attempt : attempts) {
            if (attempt == by) {
                attempt.closeAllBut(callee);
            } else {
                attempt.cancel(Optional.of(Reasons.ANSWERED_ELSEWHERE), nowNanos);
            }
        }
        user.answered(callee, success, nowNanos);
    }

    /** A destination has refused, or could not be reached. */
    void failed(Attempt attempt, Failure failure, long nowNanos) {
        if (over || redirected(attempt, failure, nowNanos)) {
            return;
        }
        best = Optional.of(best.map(failure::or).orElse(failure));
        if (failure.status() >= 600) { // RFC 3261 16.7 step 5: nobody else is to be asked
            cancel(Optional.empty(), nowNanos);
            user.failed(failure, nowNanos);
        } else if (attempts.stream().allMatch(Attempt::failed)) {
            goOn(nowNanos);
        }
    }

    /**
     * A destination has rung for as long as it may: it alone is given up. With the last one it is
     * on to the next destination, unless it was timer C that ran out: that ends the call.
     *
     * @param limited whether it was its peer's limit
     */
    void rangTooLong(Attempt attempt, boolean limited, long nowNanos) {
        attempt.giveUp(Optional.of(Reasons.NO_ANSWER), nowNanos);
        Failure failure = Failure.NO_ANSWER;
        best = Optional.of(best.map(failure::or).orElse(failure));
        if (!attempts.stream().allMatch(Attempt::failed)) {
            return;
        }
        if (limited) {
            goOn(nowNanos);
        } else {
            end();
            user.failed(failure, nowNanos);
        }
    }

    private void goOn(long nowNanos) {
        if (wish.sdp().isPresent()) {
            wish.media().withdraw();
        }
        goOn(best.orElse(Failure.NOBODY_UP).status(), nowNanos);
    }

    /**
     * @param status what to tell the plan; a destination that is full is as good as not there
     */
    private void goOn(int status, long nowNanos) {
        if (deferred.isEmpty()) {
            plan.next(status, (next, now) -> unlessOver(() -> goOn(next, now), now), nowNanos);
        } else {
            goOn(deferred, nowNanos);
        }
    }

    private void goOn(List<Hop> next, long nowNanos) {
        if (next.isEmpty()) {
            end();
            user.failed(best.orElse(Failure.NOBODY_UP), nowNanos);
        } else {
            best = Optional.empty();
            call(next, nowNanos);
        }
    }

    /**
     * Calls the destinations of a group. Those of another realm wait: they need an offer of their
     * own.
     */
    private void call(List<Hop> group, long nowNanos) {
        if (group.isEmpty()) {
            end();
            user.failed(Failure.NOBODY_UP, nowNanos);
            return;
        }
        Hop first = group.getFirst();
        List<Hop> now = new ArrayList<>(group.size());
        List<Hop> later = new ArrayList<>(0);
        for (Hop hop : group) {
            // A group of one is the rule, and to compare realms takes long.
            boolean same = group.size() == 1 || hop.realm().equals(first.realm());
            (same ? now : later).add(hop);
        }
        deferred = later;
        attempts.clear();
        now.forEach(hop -> clear(hop, nowNanos));
        if (departures.isEmpty()) {
            goOn(Failure.NOBODY_UP.status(), nowNanos);
        } else if (wish.sdp().isEmpty()) {
            send(nowNanos);
        } else {
            offer(first.realm(), wish.sdp().get(), nowNanos);
        }
    }

    private void clear(Hop hop, long nowNanos) {
        departures
                .clear(hop, nowNanos)
                .ifPresent(full -> best = Optional.of(best.map(full::or).orElse(full)));
    }

    private void offer(Realm realm, AsciiString sdp, long nowNanos) {
        Leg from = wish.from();
        MediaDescription description =
                new MediaDescription(
                        from.side(), from.arrival().realm(), realm, from.arrival().remote(), sdp);
        wish.media()
                .offer(
                        description,
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString rewritten) -> {
                                    offer = Optional.of(rewritten);
                                    send(nowNanos);
                                }
                                case MediaResult.Refused(int status, String warning) -> {
                                    end();
                                    user.refused(status, warning, nowNanos);
                                }
                            }
                        });
    }

    private void send(long nowNanos) {
        if (over) {
            return;
        }
        while (!departures.isEmpty()) {
            attempts.add(depart(Optional.empty(), nowNanos));
        }
        for (Attempt attempt : List.copyOf(attempts)) {
            attempt.start(nowNanos);
        }
    }

    /**
     * Follows a redirection (RFC 3261 8.1.3.4) as often as the peer may redirect, and to configured
     * destinations of the same realm only.
     */
    private boolean redirected(Attempt attempt, Failure failure, long nowNanos) {
        if (failure.status() >= 400 || failure.response().isEmpty()) {
            return false;
        }
        List<Attempt> followed = new ArrayList<>();
        for (NameAddr contact : failure.response().get().contacts()) {
            Optional<Hop> hop =
                    context.routing()
                            .permitted(contact.uri())
                            .filter(each -> each.realm().equals(attempt.hop().realm()));
            if (hop.isPresent() && redirections < failure.profile().redirections()) {
                redirections++;
                clear(hop.get(), nowNanos);
                if (!departures.isEmpty()) {
                    followed.add(depart(Optional.of(contact.uri()), nowNanos));
                }
            }
        }
        attempts.addAll(followed);
        followed.forEach(each -> each.start(nowNanos));
        return !followed.isEmpty();
    }

    private Attempt depart(Optional<Uri> redirectedTo, long nowNanos) {
        Attempt attempt =
                new Attempt(context, owner, this, departures.next(), redirectedTo, nowNanos);
        departures.left();
        return attempt;
    }

    private void end() {
        over = true;
        departures.cancel();
        plan.end();
    }
}
