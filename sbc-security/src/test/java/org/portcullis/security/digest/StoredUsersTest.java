package org.portcullis.security.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Authentication.Challenged;
import org.portcullis.core.border.Authentication.Pending;
import org.portcullis.core.border.Authentication.Proof;
import org.portcullis.core.border.Authentication.Proven;
import org.portcullis.core.border.Authentication.Silence;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;

/** Users that are looked up, in a store that answers when the test says so. */
class StoredUsersTest {
    private static final long SECOND = 1_000_000_000;
    private static final String REALM = "sip.example";
    private static final Flow FLOW =
            new TestFlow("outside", Trust.UNTRUSTED, "udp:192.0.2.1:5060", "198.51.100.1:5060");

    private final Counters counters = new Counters();
    private final Map<String, String> rows = new HashMap<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final MemoryBans bans = new MemoryBans();
    private long nowNanos = 5;
    private long unique;
    private int cnonces;
    private Authenticator authenticator;

    private record Lookup(String name, CompletableFuture<UserStore.Found> answer) {}

    private final class Store implements UserStore {
        @Override
        public CompletionStage<Found> find(String name, String realm) {
            assertEquals(REALM, realm);
            Lookup lookup = new Lookup(name, new CompletableFuture<>());
            lookups.add(lookup);
            return lookup.answer();
        }
    }

    @BeforeEach
    void open() {
        rows.put("alice", "wonder");
        StoreSettings settings =
                new StoreSettings(
                        100,
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(3600),
                        Duration.ofSeconds(10));
        authenticator =
                new Authenticator(
                        Map.of(
                                "outside",
                                new DigestSettings(
                                        REALM,
                                        List.of(Algorithm.SHA_256),
                                        List.of(Qop.AUTH),
                                        false,
                                        Duration.ofHours(2),
                                        true)),
                        List.of(
                                new UserSettings(
                                        "filed", Optional.empty(), Optional.of("paper"), Map.of())),
                        Optional.of(
                                new StoredUsers(new Store(), settings, () -> nowNanos, counters)),
                        new BlockSettings(3, Duration.ofMinutes(10), Duration.ofMinutes(15)),
                        bans,
                        new Random(1),
                        () -> ++unique,
                        counters,
                        nowNanos);
    }

    private static SipRequest request(String authorization) {
        return Messages.request(
                "MESSAGE sip:100@192.0.2.1 SIP/2.0\n"
                        + "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1\n"
                        + "From: <sip:alice@sip.example>;tag=1\nTo: <sip:100@192.0.2.1>\n"
                        + "Call-ID: 1\nCSeq: 1 MESSAGE\n"
                        + authorization
                        + "Content-Length: 0\n\n");
    }

    private Proof show(String user, String password) {
        AsciiString asked =
                assertInstanceOf(Challenged.class, authenticator.prove(request(""), FLOW, nowNanos))
                        .challenges()
                        .getFirst();
        Session session =
                new Session(
                        new Account(REALM, user, password, true),
                        Challenge.parse(asked).orElseThrow(),
                        AsciiString.of("c" + ++cnonces));
        return authenticator.prove(
                request("Authorization: " + session.credentials(request("")) + '\n'),
                FLOW,
                nowNanos);
    }

    private Pending pending(String user, String password) {
        return assertInstanceOf(Pending.class, show(user, password));
    }

    /** What the store says now. */
    private void answer() {
        for (Lookup lookup : lookups) {
            String password = rows.get(lookup.name());
            lookup.answer()
                    .complete(
                            password == null
                                    ? new UserStore.Nobody()
                                    : new UserStore.Known(
                                            Map.of(
                                                    Algorithm.SHA_256,
                                                    Digest.secret(
                                                            Algorithm.SHA_256,
                                                            lookup.name(),
                                                            REALM,
                                                            password))));
        }
    }

    private void fail() {
        lookups.forEach(lookup -> lookup.answer().complete(new UserStore.Unavailable()));
    }

    private Proof proof(Pending pending) {
        return pending.verdict().toCompletableFuture().join().proof(nowNanos);
    }

    private Proof looked(String user, String password) {
        Pending pending = pending(user, password);
        answer();
        return proof(pending);
    }

    private long counted(String result) {
        return counters.counter(
                        "portcullis_digest_requests_total",
                        "",
                        "realm",
                        "outside",
                        "result",
                        result)
                .value();
    }

    @Test
    void shouldLetAUserInOnceItIsLookedUpAndThenAtOnce() {
        assertEquals(new Proven("alice", REALM), looked("alice", "wonder"));
        nowNanos += 299 * SECOND;
        assertEquals(new Proven("alice", REALM), show("alice", "wonder"));
        assertEquals(1, lookups.size());
        nowNanos += 1 * SECOND;
        assertEquals(new Proven("alice", REALM), looked("alice", "wonder"));
        assertEquals(2, lookups.size());
        assertEquals(3, counted("accepted"));
    }

    @Test
    void shouldLookUpOnceForManyRequestsAtATime() {
        List<Pending> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(pending("alice", "wonder"));
        }
        answer();
        all.forEach(each -> assertEquals(new Proven("alice", REALM), proof(each)));
        assertEquals(1, lookups.size());
    }

    /**
     * The same lookups at the same times, whether there is such a user, and whether it is about.
     */
    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody", "filed"})
    void shouldNotTellByWhatIsAskedWhetherThereIsSuchAUser(String user) {
        looked("alice", "wonder");
        show("filed", "paper");
        lookups.clear();
        assertInstanceOf(Challenged.class, looked(user, "guess"));
        assertEquals(1, lookups.size(), "in spite of what is remembered");
        nowNanos += 9 * SECOND;
        assertInstanceOf(Challenged.class, proof(pending(user, "guess")));
        assertEquals(1, lookups.size(), "refused before, not long ago");
        assertEquals(new Proven("alice", REALM), show("alice", "wonder"));
        assertEquals(new Proven("filed", REALM), show("filed", "paper"));
        nowNanos += 1 * SECOND;
        assertInstanceOf(Challenged.class, looked(user, "guess"));
        assertEquals(2, lookups.size());
    }

    @Test
    void shouldTakeANewPasswordAtOnceAndForgetTheOld() {
        looked("alice", "wonder");
        rows.put("alice", "land");
        assertEquals(new Proven("alice", REALM), looked("alice", "land"));
        assertInstanceOf(Challenged.class, looked("alice", "wonder"));
        assertEquals(new Proven("alice", REALM), show("alice", "land"));
    }

    @Test
    void shouldForgetAUserThatIsFoundToBeGone() {
        looked("alice", "wonder");
        rows.clear();
        assertEquals(new Proven("alice", REALM), show("alice", "wonder"), "not asked yet");
        assertInstanceOf(Challenged.class, looked("alice", "guess"));
        assertInstanceOf(Challenged.class, proof(pending("alice", "wonder")));
    }

    @Test
    void shouldLetThoseInThatItRemembersWhereTheStoreIsDown() {
        looked("alice", "wonder");
        nowNanos += 3599 * SECOND;
        Pending alice = pending("alice", "wonder");
        Pending guess = pending("alice", "guess");
        Pending stranger = pending("nobody", "guess");
        fail();
        assertEquals(new Proven("alice", REALM), proof(alice));
        assertEquals(new Authentication.Unavailable(), proof(guess), "as for a stranger");
        assertEquals(new Authentication.Unavailable(), proof(stranger));
        assertEquals(2, counted("unavailable"));
        assertEquals(0, counted("wrong-password"), "nobody is blamed for it");
        nowNanos += 2 * SECOND;
        Pending late = pending("alice", "wonder");
        fail();
        assertEquals(new Authentication.Unavailable(), proof(late));
    }

    @Test
    void shouldAskAgainAfterAFailure() {
        Pending first = pending("alice", "wonder");
        fail();
        assertEquals(new Authentication.Unavailable(), proof(first));
        assertEquals(new Proven("alice", REALM), looked("alice", "wonder"));
    }

    @Test
    void shouldBlockWhoGuessesManyAtATime() {
        List<Pending> guesses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            guesses.add(pending("alice", "guess" + i));
        }
        guesses.add(pending("alice", "wonder"));
        answer();
        List<Proof> proofs = guesses.stream().map(this::proof).toList();
        assertTrue(proofs.subList(0, 3).stream().allMatch(Challenged.class::isInstance));
        assertTrue(proofs.subList(3, 11).stream().allMatch(new Silence()::equals));
        assertEquals(3, counted("wrong-password"));
    }

    @Test
    void shouldUseEachNonceCountOnce() {
        AsciiString asked =
                assertInstanceOf(Challenged.class, authenticator.prove(request(""), FLOW, nowNanos))
                        .challenges()
                        .getFirst();
        Session session =
                new Session(
                        new Account(REALM, "alice", "wonder", true),
                        Challenge.parse(asked).orElseThrow(),
                        AsciiString.of("c"));
        SipRequest shown = request("Authorization: " + session.credentials(request("")) + '\n');
        Pending first = assertInstanceOf(Pending.class, authenticator.prove(shown, FLOW, nowNanos));
        Pending second =
                assertInstanceOf(Pending.class, authenticator.prove(shown, FLOW, nowNanos));
        answer();
        assertEquals(new Proven("alice", REALM), proof(first));
        assertInstanceOf(Challenged.class, proof(second));
        assertEquals(1, counted("replayed"));
    }

    @Test
    void shouldAskNobodyAboutAForeignNonce() {
        Session session =
                new Session(
                        new Account(REALM, "alice", "wonder", true),
                        Challenge.parse(
                                        AsciiString.of(
                                                "Digest realm=\"sip.example\", nonce=\"x\","
                                                        + " qop=\"auth\", algorithm=SHA-256"))
                                .orElseThrow(),
                        AsciiString.of("c"));
        String shown = "Authorization: " + session.credentials(request("")) + '\n';
        assertInstanceOf(Challenged.class, authenticator.prove(request(shown), FLOW, nowNanos));
        assertEquals(List.of(), lookups);
        assertEquals(1, counted("stale"));
    }
}
