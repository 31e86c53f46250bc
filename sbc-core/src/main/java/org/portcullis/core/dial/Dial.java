package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transport.Realm;

/**
 * Calls somebody: tries the destinations of a plan, group after group and the members of a group at
 * the same time, and takes the first 2xx (RFC 3261 16.6, 16.7). Owned by the call's loop.
 */
public final class Dial {
    private static final int NO_ANSWER = 408;
    private static final int NOBODY = 503;

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

    /**
     * What is to be said to the destinations.
     *
     * @param invite the INVITE that is carried over, or one that stands for it
     * @param source how the peer that it comes from is treated
     * @param from the leg that wants to talk
     * @param media the media between that leg and the destination
     * @param sdp the offer, as the leg wrote it; empty for a late offer
     * @param reliable whether reliable provisional responses are of use
     * @param ticket by which a place at each destination is asked for
     * @param urgent whether it is for an emergency number, so that no limit stops it
     */
    public record Wish(
            SipRequest invite,
            PeerProfile source,
            Leg from,
            MediaSession media,
            Optional<AsciiString> sdp,
            boolean reliable,
            Admission.Ticket ticket,
            boolean urgent) {}

    /**
     * A final response that is no 2xx.
     *
     * @param response empty where none came
     * @param profile of the destination
     * @param retryAfterSeconds what to tell the caller where no response does, 0 for nothing
     */
    public record Failure(
            int status,
            Optional<SipResponse> response,
            PeerProfile profile,
            int retryAfterSeconds) {
        private static final Failure NOBODY_UP =
                new Failure(NOBODY, Optional.empty(), PeerProfile.DEFAULT);

        public Failure(int status, Optional<SipResponse> response, PeerProfile profile) {
            this(status, response, profile, 0);
        }

        /** The better of two (RFC 3261 16.7 step 6): any 6xx, else the lowest class. */
        Failure or(Failure other) {
            return rank() <= other.rank() ? this : other;
        }

        private int rank() {
            return status >= 600 ? 0 : 1 + status / 100;
        }
    }

    /** A destination and the call's place in its limits. */
    private record Departure(Hop hop, Admission.Ticket ticket) {}

    private final LegContext context;
    private final LegOwner owner;
    private final Wish wish;
    private final RoutePlan plan;
    private final User user;
    private final RingTimer ringing = new RingTimer();
    private final List<Attempt> attempts = new ArrayList<>(1);
    // Destinations with a place in their limits that are not called yet.
    private final Deque<Departure> cleared = new ArrayDeque<>(1);
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
    }

    public void start(long nowNanos) {
        call(plan.first(), nowNanos);
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

    /** It rings, and goes on ringing for timer C (RFC 3261 16.7 step 2) or the peer's limit. */
    void rings(Attempt attempt, long nowNanos) {
        long limitNanos = attempt.ringsUntilNanos();
        long timerNanos = nowNanos + context.timers().cNanos();
        long untilNanos = limitNanos != 0 && limitNanos - timerNanos < 0 ? limitNanos : timerNanos;
        context.loop().timers().schedule(ringing, untilNanos);
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

    private void goOn(long nowNanos) {
        if (wish.sdp().isPresent()) {
            wish.media().withdraw();
        }
        goOn(best.map(Failure::status).orElse(NOBODY), nowNanos);
    }

    /**
     * @param status what to tell the plan; a destination that is full is as good as not there
     */
    private void goOn(int status, long nowNanos) {
        Failure failure = best.orElse(Failure.NOBODY_UP);
        List<Hop> next = deferred.isEmpty() ? plan.next(status) : deferred;
        if (next.isEmpty()) {
            end();
            user.failed(failure, nowNanos);
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
        now.forEach(hop -> clear(hop, nowNanos).ifPresent(cleared::add));
        if (cleared.isEmpty()) {
            goOn(NOBODY, nowNanos);
        } else if (wish.sdp().isEmpty()) {
            send(nowNanos);
        } else {
            offer(first.realm(), wish.sdp().get(), nowNanos);
        }
    }

    /** Takes a place at a destination; where there is none, it counts as a failure of it. */
    private Optional<Departure> clear(Hop hop, long nowNanos) {
        return switch (wish.ticket().leaving(hop, wish.urgent(), nowNanos)) {
            case Admission.Cleared(Admission.Ticket ticket) ->
                    Optional.of(new Departure(hop, ticket));
            case Admission.Full(int status, int retryAfterSeconds) -> {
                Failure full =
                        new Failure(
                                status, Optional.empty(), PeerProfile.DEFAULT, retryAfterSeconds);
                best = Optional.of(best.map(full::or).orElse(full));
                yield Optional.empty();
            }
        };
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
        while (!cleared.isEmpty()) {
            attempts.add(attempt(cleared.element(), Optional.empty(), nowNanos));
            cleared.remove();
        }
        for (Attempt attempt : List.copyOf(attempts)) {
            attempt.start(nowNanos);
            rings(attempt, nowNanos);
        }
    }

    private Attempt attempt(Departure departure, Optional<Uri> redirectedTo, long nowNanos) {
        return new Attempt(
                context,
                owner,
                this,
                new Attempt.Destination(departure.hop(), redirectedTo, departure.ticket()),
                nowNanos);
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
                clear(hop.get(), nowNanos)
                        .map(each -> attempt(each, Optional.of(contact.uri()), nowNanos))
                        .ifPresent(followed::add);
            }
        }
        attempts.addAll(followed);
        followed.forEach(each -> each.start(nowNanos));
        return !followed.isEmpty();
    }

    private void end() {
        over = true;
        cleared.forEach(departure -> departure.ticket().release());
        cleared.clear();
        context.loop().timers().cancel(ringing);
    }

    /** It has rung for as long as a peer may: on to the next destination. Timer C ends it all. */
    private void rangLongEnough(long nowNanos) {
        Optional<AsciiString> reason = Optional.of(Reasons.NO_ANSWER);
        Failure failure = new Failure(NO_ANSWER, Optional.empty(), PeerProfile.DEFAULT);
        if (attempts.stream().anyMatch(attempt -> attempt.rangTooLong(nowNanos))) {
            attempts.forEach(attempt -> attempt.giveUp(reason, nowNanos));
            best = Optional.of(best.map(failure::or).orElse(failure));
            goOn(nowNanos);
        } else {
            cancel(reason, nowNanos);
            user.failed(failure, nowNanos);
        }
    }

    private final class RingTimer extends Timer {
        @Override
        protected void expired(long nowNanos) {
            owner.guarded(nowNanos, () -> rangLongEnough(nowNanos));
        }
    }
}
