package org.portcullis.security.digest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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
 * answer too, whatever the password; in an untrusted realm it gets none.
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
     * @param random a cryptographic source outside tests
     * @param unique numbers that do not repeat within a nanosecond; they need not be secret
     */
    public Authenticator(
            Map<String, DigestSettings> realms,
            Collection<UserSettings> users,
            BlockSettings block,
            UserBans bans,
            RandomGenerator random,
            LongSupplier unique,
            Counters counters,
            long nowNanos) {
        this.nonces = new Nonces(random, unique);
        this.counters = counters;
        failures = new Failures(block, bans, nowNanos);
        prepare(realms, users, nowNanos).run();
    }

    /**
     * Makes what other realms and users need, and changes nothing. One thread at a time.
     *
     * @return what takes them into use: challenges that are out stay good where a realm asks as
     *     before, and what was counted of wrong passwords is kept
     */
    public Runnable prepare(
            Map<String, DigestSettings> realms, Collection<UserSettings> users, long nowNanos) {
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
                            new Door(settings, counts, server, new Results(realm, counters)));
                });
        return () -> doors = Map.copyOf(next);
    }

    /** Ends guessing by other settings from now on; failures stay counted. Any thread. */
    public void use(BlockSettings block) {
        failures.use(block);
    }

    private record Door(
            DigestSettings settings, NonceCounts counts, DigestServer server, Results results) {
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
        Results results = door.results();
        if (failures.blocked(claim.user(), flow.remote(), nowNanos)) {
            if (flow.realm().trust() == Trust.UNTRUSTED) {
                results.blocked.increment();
                return new Silence();
            }
            return door.challenge(results.blocked, false, nowNanos);
        }
        return switch (door.server().judge(claim, request, nowNanos)) {
            case RIGHT -> {
                results.accepted.increment();
                failures.succeeded(claim.user(), flow.remote());
                yield new Proven(claim.user(), door.server().realm());
            }
            case WRONG -> {
                boolean known = claim.known().isPresent();
                failed(claim.user(), flow, nowNanos);
                yield door.challenge(
                        known ? results.wrongPassword : results.unknownUser, false, nowNanos);
            }
            case STALE -> door.challenge(results.stale, true, nowNanos);
            case REPLAYED -> door.challenge(results.replayed, true, nowNanos);
        };
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
        }

        private Counter counter(String result) {
            return counters.counter(
                    "portcullis_digest_requests_total",
                    "Requests of strangers in realms that ask who they are, by what came of it:"
                            + " challenged (nothing shown), accepted, wrong-password, unknown-user,"
                            + " stale (nonce old or foreign), replayed, unfit (credentials not as"
                            + " asked for), blocked.",
                    "realm",
                    realm,
                    "result",
                    result);
        }
    }
}
