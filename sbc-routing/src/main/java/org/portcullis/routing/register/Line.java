package org.portcullis.routing.register;

import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.portcullis.core.agent.RegisterClient.Register;
import org.portcullis.core.agent.RegisterClient.Reply;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.runtime.TimerWheel;
import org.portcullis.core.transport.Target;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.resolve.Way;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One registration with a carrier: refreshed before it runs out, tried at every address of the
 * registrar, and tried again for as long as the box runs. Sans-IO; owned by one loop.
 */
final class Line {
    private static final Logger log = LoggerFactory.getLogger(Line.class);
    private static final long SECOND_NANOS = 1_000_000_000;

    /** One of several addresses that is silent for so long is left for the next. */
    private static final long SILENCE_NANOS = 8 * SECOND_NANOS;

    private static final int MOST_REDIRECTIONS = 5;
    private static final long LONGEST_EXPIRES_SECONDS = TimeUnit.DAYS.toSeconds(7);
    private static final long LONGEST_RETRY_AFTER_SECONDS = TimeUnit.HOURS.toSeconds(1);

    private final LineSettings settings;
    private final Identity identity;
    private final LinePort port;
    private final TimerWheel timers;
    private final RandomGenerator random;
    private final LineCounters counters;
    private final Backoff backoff;
    private final Due due = new Due();
    private final Lapse lapse = new Lapse();
    private final Silence silence = new Silence();
    private final Deque<Way> ways = new ArrayDeque<>();
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<Target> home = Optional.empty();
    private Optional<Target> tried = Optional.empty();
    private Runnable whenEnded = () -> {};
    private long cseq;
    private long expiresSeconds;
    private long untilNanos;
    private long nextNanos;
    private long retryAfterSeconds;
    private int redirections;
    private int status;
    private String lastError = "";
    // Read by the gauge from other threads; written here alone.
    private volatile boolean registered;
    private boolean told;
    private boolean busy;
    private boolean ending;
    private boolean ended;

    /**
     * What all requests about a registration have in common (RFC 3261 10.2).
     *
     * @param line the value in our Contact that tells requests to it, not to be guessed
     */
    record Identity(AsciiString line, AsciiString callId, AsciiString tag) {}

    Line(
            LineSettings settings,
            Identity identity,
            LinePort port,
            TimerWheel timers,
            RandomGenerator random,
            LineCounters counters) {
        this.settings = settings;
        this.identity = identity;
        this.port = port;
        this.timers = timers;
        this.random = random;
        this.counters = counters;
        this.expiresSeconds = settings.expires().toSeconds();
        this.backoff =
                new Backoff(settings.retry().toNanos(), settings.retryMost().toNanos(), random);
    }

    LineSettings settings() {
        return settings;
    }

    AsciiString token() {
        return identity.line();
    }

    boolean registered() {
        return registered;
    }

    /**
     * Begins, within {@code spreadNanos} from now, so that many lines are not registered at once.
     */
    void start(long spreadNanos, long nowNanos) {
        next(random.nextLong(spreadNanos + 1), nowNanos);
    }

    /** Takes the registration back and gives up; runs {@code then} when that is done. */
    void end(Runnable then, long nowNanos) {
        whenEnded = then;
        ending = true;
        timers.cancel(due);
        timers.cancel(lapse);
        giveUpAttempt();
        busy = false;
        if (!registered || home.isEmpty()) {
            finish();
            return;
        }
        expiresSeconds = 0;
        ways.clear();
        send(settings.registrar().uri(), home.get(), Optional.empty(), nowNanos);
    }

    LineView view(long nowNanos) {
        LineView.State state =
                ended
                        ? LineView.State.ENDED
                        : registered ? LineView.State.REGISTERED : LineView.State.UNREGISTERED;
        return new LineView(
                settings.trunk().name(),
                settings.aor().toString(),
                state,
                tried.map(Target::toString),
                status,
                lastError,
                backoff.failures(),
                registered ? seconds(untilNanos - nowNanos) : 0,
                busy ? 0 : seconds(nextNanos - nowNanos));
    }

    private static long seconds(long nanos) {
        return Math.max(0, nanos / SECOND_NANOS);
    }

    /** Asks every address of the registrar, the one first that we are registered at. */
    private void begin() {
        busy = true;
        redirections = 0;
        find(settings.registrar());
    }

    private void find(NextHop registrar) {
        retryAfterSeconds = 0;
        port.ways(
                registrar,
                settings.realm(),
                (found, nowNanos) -> {
                    if (!ending) {
                        found(registrar, found, nowNanos);
                    }
                });
    }

    private void found(NextHop registrar, List<Way> found, long nowNanos) {
        ways.clear();
        ways.addAll(found);
        for (Way way : found) {
            if (home.equals(Optional.of(way.target()))) {
                ways.remove(way);
                ways.addFirst(way);
            }
        }
        if (ways.isEmpty()) {
            counters.unanswered.increment();
            fail(503, registrar.uri().host() + " leads nowhere", nowNanos);
        } else {
            tryNext(registrar.uri(), nowNanos);
        }
    }

    private void tryNext(SipUri registrar, long nowNanos) {
        Way way = ways.remove();
        send(registrar, way.target(), Optional.of(way), nowNanos);
    }

    private void send(SipUri registrar, Target target, Optional<Way> way, long nowNanos) {
        Attempt made = new Attempt(registrar, target, way);
        attempt = Optional.of(made);
        tried = Optional.of(target);
        if (!ways.isEmpty() || ending) {
            timers.schedule(silence, nowNanos + SILENCE_NANOS);
        }
        Register register =
                new Register(
                        settings.trunk(),
                        settings.realm(),
                        target,
                        registrar,
                        settings.aor(),
                        new AsciiString(settings.contactUser()),
                        identity.line(),
                        identity.callId(),
                        identity.tag(),
                        () -> ++cseq,
                        expiresSeconds);
        made.takeBack = port.send(register, (reply, now) -> replied(made, reply, now));
    }

    private void replied(Attempt to, Reply reply, long nowNanos) {
        if (ended || !attempt.equals(Optional.of(to))) {
            return;
        }
        attempt = Optional.empty();
        timers.cancel(silence);
        if (ending) {
            finish();
            return;
        }
        status = reply.status();
        boolean refused = reply.status() >= 200 && reply.status() != 408 && reply.status() < 500;
        if (reply.heard() && (refused || reply.status() >= 600)) {
            to.way.ifPresent(Way::answered);
        } else {
            to.way.ifPresent(way -> way.silent(nowNanos));
        }
        if (reply.status() < 300) {
            succeeded(to, reply, nowNanos);
        } else {
            (reply.heard() ? counters.refused : counters.unanswered).increment();
            refused(to, reply, nowNanos);
        }
    }

    private void succeeded(Attempt to, Reply reply, long nowNanos) {
        if (reply.grantedSeconds() <= 0) {
            counters.refused.increment();
            fail(status, "the registrar does not list our Contact", nowNanos);
            return;
        }
        counters.registered.increment();
        backoff.succeeded();
        home = Optional.of(to.target);
        lastError = "";
        long grantedNanos =
                Math.min(reply.grantedSeconds(), LONGEST_EXPIRES_SECONDS) * SECOND_NANOS;
        untilNanos = nowNanos + grantedNanos;
        timers.schedule(lapse, untilNanos);
        // Early enough to ask again, several times, before it runs out.
        next((long) (grantedNanos * (0.7 + 0.1 * random.nextDouble())), nowNanos);
        if (!registered) {
            registered = true;
            told = false;
            log.info(
                    "registered trunk={} aor={} at={} seconds={}",
                    settings.trunk().name(),
                    settings.aor(),
                    to.target,
                    reply.grantedSeconds());
        }
    }

    /** RFC 3261 10.2.7, 10.2.8, 8.1.3.4, 21.5.4. */
    private void refused(Attempt to, Reply reply, long nowNanos) {
        int code = reply.status();
        retryAfterSeconds = Math.max(retryAfterSeconds, reply.retryAfterSeconds());
        if (code < 400 && redirected(reply)) {
            return;
        }
        if (code == 423
                && reply.minExpiresSeconds() > expiresSeconds
                && reply.minExpiresSeconds() <= LONGEST_EXPIRES_SECONDS) {
            expiresSeconds = reply.minExpiresSeconds();
            send(to.registrar, to.target, to.way, nowNanos);
            return;
        }
        boolean another = code == 408 || (code >= 500 && code < 600);
        if (another && !ways.isEmpty()) {
            tryNext(to.registrar, nowNanos);
            return;
        }
        fail(code, reply.heard() ? "refused" : "no answer", nowNanos);
    }

    private boolean redirected(Reply reply) {
        if (redirections == MOST_REDIRECTIONS) {
            return false;
        }
        for (SipUri contact : reply.contacts()) {
            Optional<NextHop> hop =
                    NextHop.of(contact)
                            .or(() -> NextHop.ofName(contact))
                            .filter(each -> each.reachableFrom(settings.realm()));
            if (hop.isPresent()) {
                redirections++;
                find(hop.get());
                return true;
            }
        }
        return false;
    }

    /** No address has taken it: until it runs out, it stands where it stood. */
    private void fail(int code, String why, long nowNanos) {
        status = code;
        lastError = code + " " + why;
        long waitNanos = backoff.failed();
        long saidNanos = Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * SECOND_NANOS;
        // Not all at once when the time is over.
        next(Math.max(waitNanos, saidNanos + (saidNanos > 0 ? waitNanos / 4 : 0)), nowNanos);
        boolean forGood = code >= 400 && code < 500 && code != 408;
        if (registered && forGood) {
            lost(nowNanos);
        } else if (!registered && !told) {
            told = true;
            log.warn(
                    "not registered trunk={} aor={} why={}",
                    settings.trunk().name(),
                    settings.aor(),
                    lastError);
        }
    }

    private void lost(long nowNanos) {
        registered = false;
        told = true;
        timers.cancel(lapse);
        counters.lost.increment();
        log.warn(
                "registration lost trunk={} aor={} why={} next-seconds={}",
                settings.trunk().name(),
                settings.aor(),
                lastError,
                seconds(nextNanos - nowNanos));
    }

    private void next(long waitNanos, long nowNanos) {
        busy = false;
        nextNanos = nowNanos + waitNanos;
        timers.schedule(due, nextNanos);
    }

    private void giveUpAttempt() {
        timers.cancel(silence);
        attempt.ifPresent(its -> its.takeBack.run());
        attempt = Optional.empty();
    }

    private void finish() {
        registered = false;
        ended = true;
        timers.cancel(silence);
        whenEnded.run();
    }

    /** A REGISTER at one address. */
    private static final class Attempt {
        private final SipUri registrar;
        private final Target target;
        private final Optional<Way> way;
        private Runnable takeBack = () -> {};

        Attempt(SipUri registrar, Target target, Optional<Way> way) {
            this.registrar = registrar;
            this.target = target;
            this.way = way;
        }
    }

    private final class Due extends Timer {
        @Override
        protected void expired(long nowNanos) {
            begin();
        }
    }

    /** It has run out while we tried. */
    private final class Lapse extends Timer {
        @Override
        protected void expired(long nowNanos) {
            lost(nowNanos);
        }
    }

    private final class Silence extends Timer {
        @Override
        protected void expired(long nowNanos) {
            attempt.ifPresent(
                    its -> {
                        its.takeBack.run();
                        replied(its, Reply.silence(408), nowNanos);
                    });
        }
    }
}
