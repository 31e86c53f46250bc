package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the strangers of realms who they are. Any loop.
 *
 * <p>A wrong password, a name that is nobody's and credentials of another kind than was asked for
 * are answered alike, with another challenge. A user that is blocked from an address gets that
 * answer too, whatever the password; in an untrusted realm it gets none. Where users are looked up
 * in a store that does not answer, neither does anybody that is not remembered get in: all get 503.
 */
public final class Authenticator implements Authentication {
    /** Nonces of a realm that are remembered, at about 150 bytes each. */
    private static final int MOST_NONCES = 200_000;

    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);

    private final Nonces nonces;
    private final Counters counters;
    private volatile Map<String, Door> doors = Map.of();
    private final Failures failures;

    /**
     * @param realms how strangers are asked, by the realm they come from
     * @param stored users that are not configured; for the realms that want them
     * @param random a cryptographic source outside tests
     * @param unique numbers that do not repeat within a nanosecond; they need not be secret
     */
    public Authenticator(
            Map<String, DigestSettings> realms,
            Collection<UserSettings> users,
            Optional<StoredUsers> stored,
            BlockSettings block,
            UserBans bans,
            RandomGenerator random,
            LongSupplier unique,
            Counters counters,
            long nowNanos) {
        this.nonces = new Nonces(random, unique);
        this.counters = counters;
        failures = new Failures(block, bans, nowNanos);
        prepare(realms, users, stored, nowNanos).run();
    }

    /**
     * Makes what other realms and users need, and changes nothing. One thread at a time.
     *
     * @return what takes them into use: challenges that are out stay good where a realm asks as
     *     before, and what was counted of wrong passwords is kept
     */
    public Runnable prepare(
            Map<String, DigestSettings> realms,
            Collection<UserSettings> users,
            Optional<StoredUsers> stored,
            long nowNanos) {
        Map<String, Door> before = doors;
        Map<String, Door> next = new HashMap<>();
        realms.forEach(
                (realm, settings) -> {
                    Door known = before.get(realm);
                    NonceCounts counts =
                            known != null && known.settings().equals(settings)
                                    ? known.counts()
                                    : new NonceCounts(
                                            MOST_NONCES, settings.nonceLifetime(), nowNanos);
                    DigestServer server =
                            new DigestServer(
                                    settings, new Users(settings.realm(), users), nonces, counts);
                    next.put(
                            realm,
                            new Door(
                                    settings,
                                    counts,
                                    server,
                                    stored.filter(its -> settings.stored()),
                                    new Results(realm, counters)));
                });
        return () -> doors = Map.copyOf(next);
    }

    /** Ends guessing by other settings from now on; failures stay counted. Any thread. */
    public void use(BlockSettings block) {
        failures.use(block);
    }

    private record Door(
            DigestSettings settings,
            NonceCounts counts,
            DigestServer server,
            Optional<StoredUsers> stored,
            Results results) {
        Proof challenge(Counter counter, boolean stale, long nowNanos) {
            counter.increment();
            return new Challenged(server.challenges(stale, nowNanos));
        }
    }

    @Override
    public Proof prove(SipRequest request, Flow flow, long nowNanos) {
        Door door = doors.get(flow.realm().name());
        if (door == null) {
            return new Unasked();
        }
        return switch (door.server().shown(request)) {
            case DigestServer.Nothing() ->
                    door.challenge(door.results().challenged, false, nowNanos);
            case DigestServer.Unfit() -> door.challenge(door.results().unfit, false, nowNanos);
            case DigestServer.Claimed(DigestServer.Claim claim) ->
                    judge(door, claim, request, flow, nowNanos);
        };
    }

    private Proof judge(
            Door door, DigestServer.Claim claim, SipRequest request, Flow flow, long nowNanos) {
        if (failures.blocked(claim.user(), flow.remote(), nowNanos)) {
            return blocked(door, flow, nowNanos);
        }
        Optional<Nonces.Nonce> nonce = door.server().nonce(claim, nowNanos);
        if (nonce.isEmpty()) {
            return door.challenge(door.results().stale, true, nowNanos);
        }
        Attempt attempt = new Attempt(door, claim, nonce.get(), request, flow);
        Optional<Users.User> known = claim.known();
        if (door.stored().isEmpty()) {
            return attempt.shows(known)
                    ? right(attempt, nowNanos)
                    : wrong(attempt, known.isPresent(), nowNanos);
        }
        return stored(attempt, door.stored().get(), nowNanos);
    }

    /**
     * Whoever is remembered is let in at once. Nobody is refused from memory: a password that is
     * wrong takes as long as a name that is nobody's, and one that was changed is right at once.
     */
    private Proof stored(Attempt attempt, StoredUsers users, long nowNanos) {
        StoredUsers.Name name =
                new StoredUsers.Name(attempt.claim().user(), attempt.door().server().realm());
        Optional<Users.User> known = attempt.claim().known();
        if (attempt.shows(known.isPresent() ? known : users.remembered(name, nowNanos))) {
            return right(attempt, nowNanos);
        }
        if (attempt.claim().hashed()) { // no store can be asked for a hash
            return wrong(attempt, known.isPresent(), nowNanos);
        }
        return new Pending(
                users.lookUp(name).thenApply(found -> now -> found(attempt, users, found, now)));
    }

    private Proof found(Attempt attempt, StoredUsers users, UserStore.Found found, long nowNanos) {
        Door door = attempt.door();
        // Others may have been wrong while this one was looked up.
        if (failures.blocked(attempt.claim().user(), attempt.flow().remote(), nowNanos)) {
            return blocked(door, attempt.flow(), nowNanos);
        }
        StoredUsers.Name name = new StoredUsers.Name(attempt.claim().user(), door.server().realm());
        boolean configured = attempt.claim().known().isPresent(); // and refused as that
        if (found instanceof UserStore.Unavailable) {
            if (attempt.shows(users.lastKnown(name, nowNanos))) {
                return right(attempt, nowNanos);
            }
            door.results().unavailable.increment();
            return new Unavailable();
        }
        Optional<Users.User> user =
                found instanceof UserStore.Known(Map<Algorithm, AsciiString> secrets)
                        ? Optional.of(new Users.User(name.user(), secrets))
                        : Optional.empty();
        if (attempt.shows(user) && user.isPresent() && !configured) {
            users.remember(name, user.get(), nowNanos);
            return right(attempt, nowNanos);
        }
        users.refuse(name, found, user);
        return wrong(attempt, configured || user.isPresent(), nowNanos);
    }

    /** Credentials of a kind that was asked for, with a nonce that is good. */
    private record Attempt(
            Door door,
            DigestServer.Claim claim,
            Nonces.Nonce nonce,
            SipRequest request,
            Flow flow) {

        boolean shows(Optional<Users.User> user) {
            return door.server().shows(claim, user, request);
        }
    }

    private Proof right(Attempt attempt, long nowNanos) {
        Door door = attempt.door();
        String user = attempt.claim().user();
        return switch (door.server().use(attempt.claim(), attempt.nonce(), nowNanos)) {
            case RIGHT -> {
                door.results().accepted.increment();
                failures.succeeded(user, attempt.flow().remote());
                yield new Proven(user, door.server().realm());
            }
            case REPLAYED -> door.challenge(door.results().replayed, true, nowNanos);
        };
    }

    private Proof wrong(Attempt attempt, boolean known, long nowNanos) {
        Results results = attempt.door().results();
        failed(attempt.claim().user(), attempt.flow(), nowNanos);
        Counter counter = known ? results.wrongPassword : results.unknownUser;
        return attempt.door().challenge(counter, false, nowNanos);
    }

    private static Proof blocked(Door door, Flow flow, long nowNanos) {
        if (flow.realm().trust() == Trust.UNTRUSTED) {
            door.results().blocked.increment();
            return new Silence();
        }
        return door.challenge(door.results().blocked, false, nowNanos);
    }

    private void failed(String user, Flow flow, long nowNanos) {
        if (failures.failed(user, flow.remote(), nowNanos)) {
            log.warn(
                    "blocked user {} from {} in realm {}: too many wrong passwords",
                    user,
                    flow.remote().getAddress().getHostAddress(),
                    flow.realm().name());
        }
    }

    /** What became of the requests of one realm. */
    private static final class Results {
        private final String realm;
        private final Counters counters;
        private final Counter challenged;
        private final Counter accepted;
        private final Counter wrongPassword;
        private final Counter unknownUser;
        private final Counter stale;
        private final Counter replayed;
        private final Counter unfit;
        private final Counter blocked;
        private final Counter unavailable;

        Results(String realm, Counters counters) {
            this.realm = realm;
            this.counters = counters;
            challenged = counter("challenged");
            accepted = counter("accepted");
            wrongPassword = counter("wrong-password");
            unknownUser = counter("unknown-user");
            stale = counter("stale");
            replayed = counter("replayed");
            unfit = counter("unfit");
            blocked = counter("blocked");
            unavailable = counter("unavailable");
        }

        private Counter counter(String result) {
            return counters.counter(
                    "portcullis_digest_requests_total",
                    "Requests of strangers in realms that ask who they are, by what came of it:"
                            + " challenged (nothing shown), accepted, wrong-password, unknown-user,"
                            + " stale (nonce old or foreign), replayed, unfit (credentials not as"
                            + " asked for), blocked, unavailable (users could not be looked up).",
                    "realm",
                    realm,
                    "result",
                    result);
        }
    }
}
