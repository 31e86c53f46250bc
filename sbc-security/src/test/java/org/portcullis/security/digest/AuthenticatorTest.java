package org.portcullis.security.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Authentication.Challenged;
import org.portcullis.core.border.Authentication.Proof;
import org.portcullis.core.border.Authentication.Proven;
import org.portcullis.core.border.Authentication.Silence;
import org.portcullis.core.border.Authentication.Unasked;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;

/** Our side of digest authentication, with our other side as the user agent. */
class AuthenticatorTest {
    private static final long SECOND = 1_000_000_000;
    private static final String REALM = "sip.example";
    private static final Flow FLOW = flow(Trust.UNTRUSTED, "198.51.100.1:5060");

    private final Counters counters = new Counters();
    private DigestSettings settings =
            new DigestSettings(
                    REALM,
                    List.of(Algorithm.values()),
                    List.of(Qop.AUTH, Qop.AUTH_INT),
                    false,
                    Duration.ofMinutes(5));
    private final List<UserSettings> users =
            List.of(
                    new UserSettings("alice", Optional.empty(), Optional.of("wonder"), Map.of()),
                    new UserSettings(
                            "bob",
                            Optional.of(REALM),
                            Optional.empty(),
                            Map.of(
                                    Algorithm.MD5,
                                    Digest.secret(Algorithm.MD5, "bob", REALM, "builder")
                                            .toString()
                                            .toUpperCase(java.util.Locale.ROOT))),
                    new UserSettings("carol", Optional.of("other"), Optional.of("pass"), Map.of()));
    private Optional<StoredUsers> stored = Optional.empty();
    private Authenticator authenticator = authenticator();
    private long nowNanos = -7 * SECOND;
    private long unique;
    private int cnonces;

    private Authenticator authenticator() {
        return new Authenticator(
                Map.of("outside", settings),
                users,
                stored,
                new BlockSettings(3, Duration.ofMinutes(10), Duration.ofMinutes(15)),
                new MemoryBans(),
                new Random(1),
                () -> ++unique,
                counters,
                nowNanos);
    }

    private static Flow flow(Trust trust, String remote) {
        return new TestFlow("outside", trust, "udp:192.0.2.1:5060", remote);
    }

    private static SipRequest request(String authorization) {
        return request("INVITE", "sip:100@192.0.2.1", authorization, "v=0\n");
    }

    private static SipRequest request(
            String method, String uri, String authorization, String body) {
        return Messages.request(
                method
                        + " "
                        + uri
                        + " SIP/2.0\nVia: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1\n"
                        + "From: <sip:alice@sip.example>;tag=1\nTo: <sip:100@192.0.2.1>\n"
                        + "Call-ID: 1\nCSeq: 1 "
                        + method
                        + "\n"
                        + authorization
                        + "Content-Length: "
                        + body.replace("\n", "\r\n").length()
                        + "\n\n"
                        + body);
    }

    private Proof prove(String authorization) {
        return authenticator.prove(request(authorization), FLOW, nowNanos);
    }

    private List<AsciiString> challenges(Proof proof) {
        return assertInstanceOf(Challenged.class, proof).challenges();
    }

    private Challenge challenge(Algorithm algorithm) {
        return challenges(prove("")).stream()
                .map(each -> Challenge.parse(each).orElseThrow())
                .filter(each -> each.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
    }

    private Session session(String user, String password, Challenge challenge) {
        return new Session(
                new Account(REALM, user, password, true),
                challenge,
                AsciiString.of("cnonce" + ++cnonces));
    }

    private Session session(String user, String password) {
        return session(user, password, challenge(Algorithm.SHA_256));
    }

    private String show(Session session) {
        return "Authorization: " + session.credentials(request("")) + '\n';
    }

    private long counted(String result) {
        return counters.samples().stream()
                .filter(s -> s.name().equals("portcullis_digest_requests_total"))
                .filter(s -> s.labels().equals(List.of("realm", "outside", "result", result)))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    @Test
    void shouldKeepChallengesThatAreOutWhenOtherUsersAreTakenIntoUse() {
        Session alice = session("alice", "wonder");
        Session bob = session("bob", "builder", challenge(Algorithm.MD5));
        Runnable use =
                authenticator.prepare(
                        Map.of("outside", settings), List.of(users.get(1)), stored, nowNanos);
        assertInstanceOf(Proven.class, prove(show(alice)), "nothing has changed yet");
        use.run();
        assertInstanceOf(Challenged.class, prove(show(alice)));
        String shown = show(bob);
        assertInstanceOf(Proven.class, prove(shown));
        authenticator
                .prepare(Map.of("outside", settings), List.of(users.get(1)), stored, nowNanos)
                .run();
        assertInstanceOf(Challenged.class, prove(shown), "a replay is one over a reload too");
        authenticator.prepare(Map.of(), users, stored, nowNanos).run();
        assertInstanceOf(Unasked.class, prove(""));
    }

    @Test
    void shouldAskForTheStrongestFirstWithOneChallengeForEach() {
        List<AsciiString> challenges = challenges(prove(""));
        String nonce = Challenge.parse(challenges.getFirst()).orElseThrow().nonce().toString();
        String before = "Digest realm=\"sip.example\", nonce=\"" + nonce;
        String qop = "\", qop=\"auth,auth-int\", algorithm=";
        assertEquals(
                List.of(
                        before + qop + "SHA-512-256",
                        before + qop + "SHA-256",
                        before + qop + "MD5"),
                challenges.stream().map(AsciiString::toString).toList());
        assertEquals(1, counted("challenged"));
    }

    @Test
    void shouldAskNobodyInOtherRealms() {
        Flow inside = new TestFlow("inside", Trust.TRUSTED, "udp:10.0.0.1:5060", "10.0.0.9:5060");
        assertEquals(new Unasked(), authenticator.prove(request(""), inside, nowNanos));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldKnowAUserByItsPassword(Algorithm algorithm) {
        Session alice = session("alice", "wonder", challenge(algorithm));
        assertEquals(new Proven("alice", REALM), prove(show(alice)));
        assertEquals(new Proven("alice", REALM), prove(show(alice)), "the next count");
        assertEquals(2, counted("accepted"));
    }

    @Test
    void shouldKnowAUserByItsHash() {
        Session bob = session("bob", "builder", challenge(Algorithm.MD5));
        assertEquals(new Proven("bob", REALM), prove(show(bob)));
        Session other = session("bob", "builder", challenge(Algorithm.SHA_256));
        assertInstanceOf(Challenged.class, prove(show(other)), "there is no hash to compare");
    }

    /** Whoever knows what is computed with for nobody must gain nothing by it. */
    @Test
    void shouldNeverTakeTheSecretOfNobody() {
        for (String user : List.of("bob", "nobody", "carol")) {
            Challenge challenge = challenge(Algorithm.SHA_256);
            AsciiString response =
                    Digest.response(
                            Algorithm.SHA_256,
                            Algorithm.SHA_256.label(),
                            challenge.nonce(),
                            Optional.of(
                                    new Digest.Use(
                                            Qop.AUTH,
                                            AsciiString.of("00000001"),
                                            AsciiString.of("c"))),
                            Digest.Subject.of(request(""), AsciiString.of("sip:100@192.0.2.1")));
            Proof proof =
                    prove(
                            "Authorization: Digest username=\""
                                    + user
                                    + "\", realm=\"sip.example\", nonce=\""
                                    + challenge.nonce()
                                    + "\", uri=\"sip:100@192.0.2.1\", response=\""
                                    + response
                                    + "\", algorithm=SHA-256, cnonce=\"c\", qop=auth,"
                                    + " nc=00000001\n");
            assertInstanceOf(Challenged.class, proof, user);
        }
        assertEquals(0, counted("accepted"));
    }

    @Test
    void shouldKnowAUserByTheHashOfItsName() {
        Session alice = session("alice", "wonder");
        String hash = Digest.userHash(Algorithm.SHA_256, "alice", REALM).toString();
        String shown =
                show(alice)
                        .replace("username=\"alice\"", "userhash=true, username=\"" + hash + '"');
        assertEquals(new Proven("alice", REALM), prove(shown));
    }

    @Test
    void shouldAnswerAWrongPasswordAsANameThatIsNobodys() {
        String wrong = challenges(prove(show(session("alice", "guess")))).toString();
        String nobody = challenges(prove(show(session("mallory", "guess")))).toString();
        String elsewhere = challenges(prove(show(session("carol", "pass")))).toString();
        String nonces = "nonce=\"[^\"]+\"";
        assertEquals(wrong.replaceAll(nonces, ""), nobody.replaceAll(nonces, ""));
        assertEquals(wrong.replaceAll(nonces, ""), elsewhere.replaceAll(nonces, ""));
        assertFalse(wrong.contains("stale"));
        assertEquals(1, counted("wrong-password"));
        assertEquals(2, counted("unknown-user"));
    }

    @Test
    void shouldRefuseAReplay() {
        Session alice = session("alice", "wonder");
        String shown = show(alice);
        assertEquals(new Proven("alice", REALM), prove(shown));
        Proof again = prove(shown);
        assertTrue(challenges(again).getFirst().toString().endsWith(", stale=true"));
        assertEquals(1, counted("replayed"));
        assertEquals(new Proven("alice", REALM), prove(show(alice)), "the count after it is good");
    }

    @Test
    void shouldRefuseTheSameForAnotherRequest() {
        Session alice = session("alice", "wonder");
        String shown = show(alice);
        SipRequest other = request("MESSAGE", "sip:100@192.0.2.1", shown, "v=0\n");
        assertInstanceOf(Challenged.class, authenticator.prove(other, FLOW, nowNanos));
        assertEquals(1, counted("wrong-password"));
        SipRequest elsewhere = request("INVITE", "sip:900@192.0.2.1", shown, "v=0\n");
        assertInstanceOf(Challenged.class, authenticator.prove(elsewhere, FLOW, nowNanos));
        assertEquals(1, counted("unfit"), "its uri is another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:100@192.0.2.1:5060",
                "sip:100@192.0.2.1;transport=udp",
                "sip:192.0.2.1",
                "sips:100@192.0.2.1"
            })
    void shouldTakeAUriThatMeansTheSame(String uri) {
        Session alice = session("alice", "wonder");
        AsciiString shown = alice.credentials(request("INVITE", uri, "", "v=0\n"));
        assertEquals(new Proven("alice", REALM), prove("Authorization: " + shown + '\n'));
    }

    @Test
    void shouldCoverTheBodyWhereThatWasAskedFor() {
        settings =
                new DigestSettings(
                        REALM,
                        List.of(Algorithm.MD5),
                        List.of(Qop.AUTH_INT),
                        false,
                        Duration.ofMinutes(5));
        authenticator = authenticator();
        String shown = show(session("alice", "wonder", challenge(Algorithm.MD5)));
        SipRequest changed = request("INVITE", "sip:100@192.0.2.1", shown, "v=1\n");
        assertInstanceOf(Challenged.class, authenticator.prove(changed, FLOW, nowNanos));
        assertEquals(new Proven("alice", REALM), prove(shown));
    }

    @Test
    void shouldAskAgainWhenANonceIsTooOld() {
        Session alice = session("alice", "wonder");
        nowNanos += 300 * SECOND;
        assertEquals(new Proven("alice", REALM), prove(show(alice)));
        nowNanos += 1;
        List<AsciiString> challenges = challenges(prove(show(alice)));
        assertEquals(3, challenges.size());
        challenges.forEach(each -> assertTrue(each.toString().endsWith(", stale=true")));
        assertEquals(1, counted("stale"));
    }

    /** Else guesses with old nonces would be free, and their answers would tell the right one. */
    @Test
    void shouldNotTellWithAnOldNonceWhetherThePasswordIsRight() {
        Challenge challenge = challenge(Algorithm.MD5);
        nowNanos += 301 * SECOND;
        String right = challenges(prove(show(session("alice", "wonder", challenge)))).toString();
        String wrong = challenges(prove(show(session("alice", "guess", challenge)))).toString();
        String nonces = "nonce=\"[^\"]+\"";
        assertEquals(right.replaceAll(nonces, ""), wrong.replaceAll(nonces, ""));
    }

    @Test
    void shouldRefuseANonceThatIsNotOurs() {
        Challenge ours = challenge(Algorithm.MD5);
        String nonce = ours.nonce().toString();
        Session alice =
                session("alice", "wonder", ours).next(AsciiString.of("AAAA" + nonce.substring(4)));
        assertTrue(challenges(prove(show(alice))).getFirst().toString().contains("stale=true"));
        assertEquals(1, counted("stale"));
    }

    @Test
    void shouldTakeUserAgentsWithoutQopOnlyWhereAllowedAndOnce() {
        Challenge plain =
                Challenge.parse(
                                AsciiString.of(
                                        challenges(prove(""))
                                                .getLast()
                                                .toString()
                                                .replace(", qop=\"auth,auth-int\"", "")))
                        .orElseThrow();
        String shown = show(session("alice", "wonder", plain));
        assertInstanceOf(Challenged.class, prove(shown));
        assertEquals(1, counted("unfit"));
        settings =
                new DigestSettings(
                        REALM, settings.algorithms(), settings.qops(), true, Duration.ofMinutes(5));
        authenticator = authenticator();
        String nonce = challenge(Algorithm.MD5).nonce().toString();
        Session alice = session("alice", "wonder", plain).next(AsciiString.of(nonce));
        assertEquals(new Proven("alice", REALM), prove(show(alice)));
        assertInstanceOf(Challenged.class, prove(show(alice)));
        assertEquals(1, counted("replayed"));
    }

    @Test
    void shouldPickTheCredentialsForItsRealm() {
        Session alice = session("alice", "wonder");
        String other =
                "Authorization: Digest username=\"x\", realm=\"elsewhere\", nonce=\"n\","
                        + " uri=\"sip:100@192.0.2.1\", response=\"r\"\n"
                        + "Authorization: Basic QWxhZGRpbg==\n";
        assertEquals(new Proven("alice", REALM), prove(other + show(alice)));
        String asProxy = show(alice).replace("Authorization", "Proxy-Authorization");
        assertEquals(new Proven("alice", REALM), prove(asProxy));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response=\"0\"",
                "algorithm=SHA-1",
                "algorithm=SHA-256-sess",
                "qop=auth-conf",
                "nc=1",
                "nc=0000000g",
                "nc=00000000",
                "cnonce=\"\"",
                "username=\"\"",
                "uri=\"sip:100@203.0.113.9\"",
                "uri=\"tel:100\"",
            })
    void shouldAskAgainForCredentialsThatAreNotWhatItAskedFor(String changed) {
        String name = changed.substring(0, changed.indexOf('='));
        String shown =
                show(session("alice", "wonder"))
                        .replaceFirst(name + "=(\"[^\"]*\"|[^,\n]+)", changed);
        assertTrue(shown.contains(changed));
        assertInstanceOf(Challenged.class, prove(shown));
        assertEquals(1, counted("unfit"));
        assertEquals(0, counted("wrong-password"));
    }

    @Test
    void shouldBlockAUserFromAnAddressAfterThreeFailures() {
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Challenged.class, prove(show(session("alice", "guess" + i))));
        }
        assertEquals(new Silence(), prove(show(session("alice", "wonder"))), "even if right");
        assertEquals(1, counted("blocked"));
        Flow samePlace = flow(Trust.UNTRUSTED, "198.51.100.1:7777");
        assertEquals(
                new Silence(),
                authenticator.prove(
                        request(show(session("alice", "wonder"))), samePlace, nowNanos));
        Flow home = flow(Trust.UNTRUSTED, "203.0.113.5:5060");
        SipRequest right = request(show(session("alice", "wonder")));
        assertEquals(new Proven("alice", REALM), authenticator.prove(right, home, nowNanos));
        assertInstanceOf(Challenged.class, prove(""), "others from there are asked as before");
        nowNanos += 900 * SECOND;
        assertEquals(new Proven("alice", REALM), prove(show(session("alice", "wonder"))));
    }

    @Test
    void shouldAnswerABlockedUserAsAWrongPasswordWherePeersAreKnown() {
        Flow known = flow(Trust.KNOWN, "198.51.100.1:5060");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            SipRequest guess = request(show(session("nobody", "guess")));
            Proof proof = authenticator.prove(guess, known, nowNanos);
            answers.add(challenges(proof).toString().replaceAll("nonce=\"[^\"]+\"", ""));
        }
        assertEquals(1, answers.stream().distinct().count());
        assertEquals(3, counted("unknown-user"));
        assertEquals(2, counted("blocked"));
    }

    @Test
    void shouldForgetFailuresAfterASuccessOrTheWindow() {
        for (int i = 0; i < 10; i++) {
            prove(show(session("alice", "guess")));
            prove(show(session("alice", "guess")));
            assertEquals(new Proven("alice", REALM), prove(show(session("alice", "wonder"))));
        }
        for (int i = 0; i < 10; i++) {
            prove(show(session("alice", "guess")));
            nowNanos += 601 * SECOND;
        }
        assertEquals(new Proven("alice", REALM), prove(show(session("alice", "wonder"))));
    }

    @Test
    void shouldKeepFailuresWhenGuessingIsEndedByOtherSettings() {
        prove(show(session("alice", "guess")));
        prove(show(session("alice", "guess")));
        authenticator.use(new BlockSettings(4, Duration.ofMinutes(60), Duration.ofMinutes(1)));
        nowNanos += 50 * 60 * SECOND;
        prove(show(session("alice", "guess")));
        prove(show(session("alice", "guess")));
        assertInstanceOf(
                Silence.class, prove(show(session("alice", "wonder"))), "the fourth was too many");
        nowNanos += 61 * SECOND;
        assertInstanceOf(Proven.class, prove(show(session("alice", "wonder"))), "for the new time");
        prove(show(session("alice", "guess")));
        authenticator.use(new BlockSettings(1, Duration.ofMinutes(60), Duration.ofMinutes(1)));
        assertInstanceOf(
                Proven.class, prove(show(session("alice", "wonder"))), "those that count no more");
        prove(show(session("alice", "guess")));
        assertInstanceOf(Silence.class, prove(show(session("alice", "wonder"))));
    }

    @Test
    void shouldCountNeitherOldNoncesNorBareRequestsAsFailures() {
        Challenge old = challenge(Algorithm.MD5);
        nowNanos += 301 * SECOND;
        for (int i = 0; i < 10; i++) {
            prove("");
            prove(show(session("alice", "guess", old)));
        }
        assertEquals(new Proven("alice", REALM), prove(show(session("alice", "wonder"))));
    }

    @Test
    void shouldHideWhatIsSecret() {
        String text = users + " " + new Account(REALM, "alice", "wonder", true);
        assertFalse(text.contains("wonder") || text.contains("builder"), text);
        Credentials.Line line =
                new Credentials.Line(
                        org.portcullis.core.message.HeaderName.AUTHORIZATION,
                        AsciiString.of("Digest x"));
        assertEquals("Authorization: ***", line.toString());
        assertNotEquals(0, text.length());
    }
}
