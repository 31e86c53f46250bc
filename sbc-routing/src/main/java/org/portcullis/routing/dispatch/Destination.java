package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.Health;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * Where calls to a peer are sent: how it does, what it has, what a person wants of it, and how
 * often it was tried. Any loop.
 */
public final class Destination {
    private static final String CALLS = "portcullis_destination_calls";
    private static final int AS_CONFIGURED = -1;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int MOST_DIGITS = 9;

    final Hop hop;
    final Health health;
    final CallLoad load;
    final OverloadControl overload = new OverloadControl();
    final Counter picks;
    final Counter attempts;
    final Counter answers;
    private final LongSupplier nanoClock;
    private final Counters counters;
    private final String[] labels;
    private final AtomicInteger weight;
    private volatile Member member;

    /**
     * @param settings when it counts as up or down
     */
    public Destination(
            Origin peer,
            Realm realm,
            NextHop nextHop,
            ProbeSettings settings,
            LongSupplier nanoClock,
            Counters counters) {
        this(peer, realm, new Member(nextHop, 1), settings, nanoClock, counters);
    }

    Destination(
            Origin peer,
            Realm realm,
            Member member,
            ProbeSettings settings,
            LongSupplier nanoClock,
            Counters counters) {
        this(
                peer,
                realm,
                member,
                new Health(peer, member.hop(), settings, nanoClock, counters),
                new CallLoad(),
                new AtomicInteger(AS_CONFIGURED),
                nanoClock,
                counters);
        health.begin(member.state());
    }

    private Destination(
            Origin peer,
            Realm realm,
            Member member,
            Health health,
            CallLoad load,
            AtomicInteger weight,
            LongSupplier nanoClock,
            Counters counters) {
        NextHop nextHop = member.hop();
        this.labels = new String[] {"peer", peer.name(), "destination", nextHop.uri().toString()};
        this.hop = new Hop(peer, realm, nextHop.uri(), nextHop.target());
        this.member = member;
        this.health = health;
        this.load = load;
        this.weight = weight;
        this.nanoClock = nanoClock;
        this.counters = counters;
        this.picks =
                counters.counter(
                        "portcullis_destination_picks_total",
                        "Requests for which the destination was the first choice.",
                        labels);
        this.attempts =
                counters.counter(
                        "portcullis_destination_attempts_total",
                        "Requests sent to the destination.",
                        labels);
        this.answers =
                counters.counter(
                        "portcullis_destination_answers_total",
                        "Requests that the destination answered, with whatever.",
                        labels);
        counters.gauge(
                CALLS,
                "Calls that stand at the destination, ringing ones too.",
                load::calls,
                labels);
    }

    /** The same one at another address: its calls stay its own, and what a person wants of it. */
    Destination movedTo(Member next, ProbeSettings settings) {
        Destination moved =
                new Destination(
                        hop.peer(),
                        hop.realm(),
                        next,
                        new Health(hop.peer(), next.hop(), settings, nanoClock, counters),
                        load,
                        weight,
                        nanoClock,
                        counters);
        moved.health.hold(health.hold());
        begin(moved.health, member, next);
        return moved;
    }

    /** Takes the state that is written, where another one was; that it is up is for it to show. */
    private static void begin(Health health, Member before, Member next) {
        if (before.state() != next.state()) {
            health.hold(Health.Hold.NONE);
            if (next.state() != DestinationState.ACTIVE) {
                health.begin(next.state());
            }
        }
    }

    /** As it is configured from now on: what is written anew counts for more than what was said. */
    void configure(Member next, ProbeSettings settings) {
        Member before = member;
        health.use(settings);
        if (before.weight() != next.weight() || before.rweight() != next.rweight()) {
            weight.set(AS_CONFIGURED);
        }
        begin(health, before, next);
        member = next;
    }

    /** It is configured no longer. */
    void forget() {
        health.forget();
        counters.removeGauge(CALLS, labels);
    }

    public Hop hop() {
        return hop;
    }

    /** What it is called: the name that stays, where it has one. */
    public Optional<String> duid() {
        return member.duid();
    }

    /** Lets it have calls again, or no further ones; until the configuration says otherwise. */
    public void hold(Health.Hold its) {
        health.hold(its);
    }

    /**
     * Gives it a share of its own, whatever is configured, until that changes.
     *
     * @param share 0 up to {@link Member#MOST_WEIGHT}
     */
    public void weigh(int share) {
        if (share < 0 || share > Member.MOST_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight: " + share + " (expected: 0-" + Member.MOST_WEIGHT + ")");
        }
        weight.set(share);
    }

    /** Its share where so much is configured. */
    int weight(int configured) {
        int its = weight.get();
        return its == AS_CONFIGURED ? configured : its;
    }

    /** What it says about itself in a response. */
    void heard(SipResponse response) {
        overload.heard(response, nanoClock.getAsLong());
        if (response.status() == SERVICE_UNAVAILABLE) {
            response.header(HeaderName.RETRY_AFTER)
                    .map(Destination::seconds)
                    .ifPresent(health::leaveAlone);
        }
    }

    /** Whether it has asked for less, and this is one of those requests that it does not want. */
    boolean passesOver() {
        return overload.passesOver(nanoClock.getAsLong());
    }

    /** How it does. */
    public DestinationView view() {
        Member its = member;
        return new DestinationView(
                hop.peer(),
                hop.realm().name(),
                hop.uri().toString(),
                its.duid(),
                health.state(),
                weight(its.weight()),
                weight(its.rweight()),
                its.priority(),
                load.calls(),
                its.maxLoad(),
                overload.percent(nanoClock.getAsLong()),
                picks.value(),
                attempts.value(),
                answers.value(),
                health.latency().estimateNanos(),
                health.latency().averageNanos());
    }

    /** The delta-seconds that Retry-After begins with (RFC 3261 20.33); 0 for anything else. */
    private static long seconds(AsciiString retryAfter) {
        long seconds = 0;
        int digits = 0;
        while (digits < retryAfter.length() && digits <= MOST_DIGITS) {
            int digit = retryAfter.byteAt(digits) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            seconds = seconds * 10 + digit;
            digits++;
        }
        return seconds;
    }
}
