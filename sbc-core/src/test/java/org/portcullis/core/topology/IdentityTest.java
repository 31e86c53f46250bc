package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.portcullis.core.topology.IdentityPolicy.Source.DIVERSION;
import static org.portcullis.core.topology.IdentityPolicy.Source.FROM;
import static org.portcullis.core.topology.IdentityPolicy.Source.HISTORY_INFO;
import static org.portcullis.core.topology.IdentityPolicy.Source.P_ASSERTED_IDENTITY;
import static org.portcullis.core.topology.IdentityPolicy.Source.P_PREFERRED_IDENTITY;
import static org.portcullis.core.topology.IdentityPolicy.Source.REMOTE_PARTY_ID;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.IdentityPolicy.Source;
import org.portcullis.core.topology.IdentityPolicy.Withhold;

class IdentityTest {
    private static final AsciiString US = AsciiString.of("us:5060");
    private static final String PAI = "P-Asserted-Identity: \"A\" <sip:+4930@h;x=y>\n";

    private static final IdentityPolicy ALL = trusted(Source.values());

    @Test
    void shouldCarryAnAssertedIdentityWithinTheTrustDomainOnly() {
        String both = PAI.strip() + ", <tel:+49-30>\n";
        assertEquals(
                """
                P-Asserted-Identity: "A" <sip:+4930@us:5060>
                P-Asserted-Identity: <tel:+4930>
                """,
                request(both, IdentityPolicy.TRUSTED, IdentityPolicy.TRUSTED));
        assertEquals("", request(both, IdentityPolicy.STRANGER, IdentityPolicy.TRUSTED));
        assertEquals("", request(both, IdentityPolicy.TRUSTED, IdentityPolicy.STRANGER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P_ASSERTED_IDENTITY | P-Asserted-Identity: \"A\" <sip:1234@h>",
                "P_PREFERRED_IDENTITY | P-Preferred-Identity: \"A\" <sip:1234@h>",
                "REMOTE_PARTY_ID | Remote-Party-ID: \"A\" <sip:1234@h>;party=calling;screen=no",
                "REMOTE_PARTY_ID | Remote-Party-ID: <sip:9@h>;party=called, \"A\" <sip:1234@h>",
                "FROM | X: y"
            })
    void shouldConvertWhatIsAccepted(Source accepted, String header) {
        assertEquals(
                """
                P-Asserted-Identity: "A" <sip:1234@us:5060>
                P-Preferred-Identity: "A" <sip:1234@us:5060>
                Remote-Party-ID: "A" <sip:1234@us:5060>;party=calling;screen=yes;privacy=off
                """,
                request(header + '\n', accepting(accepted), ALL));
        assertEquals("", request(header + '\n', accepting(), ALL));
    }

    @Test
    void shouldTakeTheFirstAcceptedThatIsThere() {
        IdentityPolicy policy =
                accepting(P_PREFERRED_IDENTITY, P_ASSERTED_IDENTITY, REMOTE_PARTY_ID);
        assertEquals(
                "P-Asserted-Identity: <sip:2@us:5060>\n",
                request(
                        "P-Asserted-Identity: <sip:1@h>\nP-Preferred-Identity: <sip:2@h>\n",
                        policy,
                        trusted(P_ASSERTED_IDENTITY)));
        assertEquals(
                "P-Asserted-Identity: <sip:1@us:5060>\n",
                request(
                        "P-Asserted-Identity: <sip:1@h>\nP-Preferred-Identity: junk<\n",
                        policy,
                        trusted(P_ASSERTED_IDENTITY)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Privacy: id | Privacy: id",
                "Privacy: ID | Privacy: id",
                "Privacy: user;header;critical | ''",
                "Privacy: user;id | Privacy: id",
            })
    void shouldKeepACallerWhoAsksForItFromOutside(String privacy, String told) {
        IdentityPolicy outside =
                new IdentityPolicy(
                        false,
                        List.of(),
                        Set.of(P_ASSERTED_IDENTITY, REMOTE_PARTY_ID),
                        Withhold.ON_REQUEST);
        assertEquals(
                told.isEmpty() ? "" : told + '\n',
                request(PAI + privacy + "\nSubject: me\n", IdentityPolicy.TRUSTED, outside));
        assertEquals(
                "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=t",
                from(PAI + privacy + '\n', IdentityPolicy.TRUSTED, outside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Privacy: none", "Privacy: none;id", "Privacy: session", "X: y"})
    void shouldNameACallerWhoDoesNotAskForIt(String privacy) {
        IdentityPolicy outside =
                new IdentityPolicy(
                        false, List.of(), Set.of(P_ASSERTED_IDENTITY), Withhold.ON_REQUEST);
        assertEquals(
                (privacy.contains("none") ? "Privacy: none\n" : "")
                        + "P-Asserted-Identity: \"A\" <sip:+4930@us:5060>\n",
                request(PAI + privacy + '\n', IdentityPolicy.TRUSTED, outside));
        assertEquals(
                "From: \"A\" <sip:1234@us:5060>;tag=t",
                from(PAI + privacy + '\n', IdentityPolicy.TRUSTED, outside));
    }

    @Test
    void shouldLeavePrivacyToATrustedPeer() {
        assertEquals(
                """
                Privacy: header;user;critical;id
                P-Asserted-Identity: "A" <sip:+4930@us:5060>
                """,
                request(
                        PAI + "Privacy: id;user; header;critical;bogus\n",
                        IdentityPolicy.TRUSTED,
                        IdentityPolicy.TRUSTED));
        assertEquals(
                "From: \"A\" <sip:1234@us:5060>;tag=t",
                from(
                        "Privacy: id;user;header;critical;bogus\n",
                        IdentityPolicy.TRUSTED,
                        IdentityPolicy.TRUSTED));
    }

    @ParameterizedTest
    @CsvSource({"full, true", "name, true", "uri, true", "off, false", "full-network, true"})
    void shouldReadThePrivacyOfARemotePartyId(String privacy, boolean asked) {
        String header = "Remote-Party-ID: \"A\" <sip:1234@h>;party=calling;privacy=" + privacy;
        assertEquals(
                (asked ? "Privacy: id\n" : "")
                        + "Remote-Party-ID: \"A\" <sip:1234@us:5060>;party=calling;screen=yes;"
                        + "privacy="
                        + (asked ? "full" : "off")
                        + "\n",
                request(header + '\n', accepting(REMOTE_PARTY_ID), trusted(REMOTE_PARTY_ID)));
        assertEquals(
                asked,
                from(header + '\n', accepting(REMOTE_PARTY_ID), IdentityPolicy.STRANGER)
                        .contains("anonymous"));
    }

    @Test
    void shouldWithholdAlwaysOrNever() {
        IdentityPolicy always =
                new IdentityPolicy(true, List.of(), Set.of(P_ASSERTED_IDENTITY), Withhold.ALWAYS);
        assertEquals("Privacy: id\n", request(PAI, IdentityPolicy.TRUSTED, always));
        assertEquals(
                "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=t",
                from(PAI, IdentityPolicy.TRUSTED, always));
        IdentityPolicy never =
                new IdentityPolicy(false, List.of(), Set.of(P_ASSERTED_IDENTITY), Withhold.NEVER);
        assertEquals(
                "P-Asserted-Identity: \"A\" <sip:+4930@us:5060>\n",
                request(PAI + "Privacy: id\n", IdentityPolicy.TRUSTED, never));
        assertEquals(
                "From: \"A\" <sip:1234@us:5060>;tag=t",
                from(PAI + "Privacy: id\n", IdentityPolicy.TRUSTED, never));
    }

    @Test
    void shouldTellWhoAnswers() {
        assertEquals(
                """
                P-Asserted-Identity: "A" <sip:+4930@us:5060>
                Remote-Party-ID: "A" <sip:+4930@us:5060>;party=called;screen=yes;privacy=off
                """,
                response(PAI, IdentityPolicy.TRUSTED, ALL));
        assertEquals(
                "P-Asserted-Identity: <sip:9@us:5060>\n",
                response(
                        """
                        Remote-Party-ID: <sip:8@h>;party=calling
                        Remote-Party-ID: <sip:9@h>;party=called
                        """,
                        accepting(REMOTE_PARTY_ID),
                        IdentityPolicy.TRUSTED));
        assertEquals("", response("X: y\n", accepting(FROM), ALL));
        assertEquals("", response(PAI, IdentityPolicy.TRUSTED, IdentityPolicy.STRANGER));
    }

    @Test
    void shouldWriteTheNumbersOfIdentitiesAsThePeersDo() {
        NumberFormat national = format(NumberFormat.Style.NATIONAL);
        NumberFormat digits = format(NumberFormat.Style.DIGITS);
        Crossing crossing =
                new Crossing(
                        policy(accepting(P_ASSERTED_IDENTITY, DIVERSION), national),
                        policy(trusted(Source.values()), digits));
        assertEquals(
                """
                P-Asserted-Identity: <sip:49301234567@us:5060>
                P-Preferred-Identity: <sip:49301234567@us:5060>
                Remote-Party-ID: <sip:49301234567@us:5060>;party=calling;screen=yes;privacy=off
                Diversion: <sip:49307654321@us:5060>;reason=unknown;counter=1;privacy=off
                History-Info: <sip:49307654321@us:5060>;index=1
                History-Info: <sip:112@us:5060;cause=404>;index=1.1;mp=1
                """,
                headers(
                        crossing,
                        invite(
                                """
                                P-Asserted-Identity: <sip:0301234567@h>
                                Diversion: <sip:0307654321@h>
                                """,
                                "112")));
    }

    /** RFC 7544 7.2, with the hosts of one side replaced by ours. */
    @Test
    void shouldWriteDiversionAsHistoryInfo() {
        assertEquals(
                """
                Diversion: "D2" <sip:d2@us:5060>;reason=no-answer;counter=1;privacy=off
                Diversion: <sip:d1@us:5060>;reason=user-busy;counter=2;privacy=full
                History-Info: <sip:d1@us:5060?Privacy=history>;index=1
                History-Info: <sip:d2@us:5060;cause=486>;index=1.1.1;mp=1
                History-Info: <sip:1000@us:5060;cause=408>;index=1.1.1.1;mp=1.1.1
                """,
                request(
                        """
                        Diversion: "D2" <sip:d2@evil.example>;reason=no-answer;limit=3;ext="evil"
                        Diversion: <sip:d1@evil.example>;reason="user-busy";counter=2;privacy=full
                        """,
                        accepting(DIVERSION),
                        trusted(DIVERSION, HISTORY_INFO)));
    }

    @Test
    void shouldReadHistoryInfoAsDiversion() {
        String history =
                "History-Info: <sip:d1@evil.example?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1,"
                        + " <sip:route@evil.example>;index=1.1;rc=1,"
                        + " <sip:d2@evil.example;cause=486>;index=1.2;mp=1,"
                        + " <sip:1000@evil.example;cause=408>;index=1.2.1;mp=1.2\n";
        assertEquals(
                """
                Diversion: <sip:d2@us:5060>;reason=no-answer;counter=1;privacy=off
                Diversion: <sip:d1@us:5060>;reason=user-busy;counter=1;privacy=full
                """,
                request(history, accepting(HISTORY_INFO), trusted(DIVERSION)));
        assertEquals(
                """
                Diversion: <sip:d2@us:5060>;reason=no-answer;counter=1;privacy=off
                Diversion: "Anonymous" <sip:anonymous@anonymous.invalid>;reason=user-busy;counter=1;privacy=full
                """,
                request(
                        history,
                        accepting(HISTORY_INFO),
                        new IdentityPolicy(
                                false, List.of(), Set.of(DIVERSION), Withhold.ON_REQUEST)));
        assertEquals(
                """
                Privacy: history
                History-Info: <sip:d1@us:5060?Privacy=history>;index=1
                History-Info: <sip:d2@us:5060;cause=486?Privacy=history>;index=1.1;mp=1
                History-Info: <sip:1000@us:5060;cause=408>;index=1.1.1;mp=1.1
                """,
                request(
                        history + "Privacy: history\n",
                        accepting(HISTORY_INFO),
                        trusted(HISTORY_INFO)));
    }

    @Test
    void shouldTellOfDiversionsWhereACallBeginsOnly() {
        String diversion = "Diversion: <sip:d1@h>\n";
        SipRequest inside =
                Messages.request(
                        invite(diversion, "1000")
                                .toString()
                                .replace("\r\n", "\n")
                                .replace("@h>\nCall", "@h>;tag=x\nCall"));
        Crossing crossing =
                new Crossing(
                        policy(accepting(DIVERSION), NumberFormat.NONE),
                        policy(ALL, NumberFormat.NONE));
        assertEquals("", headers(crossing, inside));
        assertEquals("", response(diversion, accepting(DIVERSION), ALL));
    }

    @Test
    void shouldReadAtMostTenDiversions() {
        String header =
                request(
                        "Diversion: <sip:d1@h>;counter=99999999999\n".repeat(30),
                        accepting(DIVERSION),
                        trusted(DIVERSION));
        assertEquals(10, header.lines().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Q.850;cause=16;text=\"FreeSWITCH 10.0.0.1\" | Q.850;cause=16",
                "sip ; cause=200 ; text=\"x\" | SIP;cause=200",
                "SIP | SIP",
                "X-Vendor;cause=1 | ''",
                "Q.850;cause=evil | Q.850",
                "Q.850;cause=16, SIP;cause=487 | Q.850;cause=16, SIP;cause=487"
            })
    void shouldCarryTheCauseWithoutItsText(String reason, String carried) {
        String expected =
                carried.isEmpty()
                        ? ""
                        : Arrays.stream(carried.split(", "))
                                .map(value -> "Reason: " + value + "\n")
                                .collect(Collectors.joining());
        assertEquals(
                expected,
                request(
                        "Reason: " + reason + "\n",
                        IdentityPolicy.STRANGER,
                        IdentityPolicy.STRANGER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Vendor;cause=1, Q.850;cause=16;text=\"a, b\", SIP;cause=487 | Q.850;cause=16",
                "X-Vendor;cause=1 | ''"
            })
    void shouldGiveTheFirstReason(String reason, String carried) {
        assertEquals(
                carried,
                Crossing.reason(invite("Reason: " + reason + "\n", "1"))
                        .map(Object::toString)
                        .orElse(""));
    }

    @Test
    void shouldCarryWhatEitherPeerAllows() {
        HeaderPolicy none = HeaderPolicy.DEFAULT;
        HeaderPolicy allowing =
                new HeaderPolicy(
                        none.in(),
                        none.out(),
                        Set.of(RuleHeaders.carriable("x-account")),
                        none.identity(),
                        none.numbers());
        SipRequest request = invite("X-Account: 1\nX-Other: 2\nSubject: s\n", "1000");
        String both = "X-Account: 1\nSubject: s\n";
        assertEquals(both, headers(new Crossing(allowing, none), request));
        assertEquals(both, headers(new Crossing(none, allowing), request));
        assertEquals("Subject: s\n", headers(new Crossing(none, none), request));
    }

    @Test
    void shouldNotSendFrom() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new IdentityPolicy(true, List.of(), Set.of(FROM), Withhold.NEVER));
    }

    private static String request(String headers, IdentityPolicy source, IdentityPolicy to) {
        String text = headers(crossing(source, to), invite(headers, "1000"));
        assertFalse(text.contains("@h"), text);
        return text;
    }

    private static String response(String headers, IdentityPolicy source, IdentityPolicy to) {
        SipMessage ok =
                Messages.response(
                        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\nFrom: <sip:a@h>;tag=1\n"
                                + "To: <sip:b@h>;tag=2\nCall-ID: c\nCSeq: 1 INVITE\n"
                                + headers
                                + "Content-Length: 0\n\n");
        return headers(crossing(source, to), ok);
    }

    private static String headers(Crossing crossing, SipMessage message) {
        MessageWriter writer = new MessageWriter().request(Method.INVITE, AsciiString.of("sip:h"));
        crossing.headers(message, US, writer);
        return writer.toRequest()
                .toString()
                .replace("\r\n", "\n")
                .replace("INVITE sip:h SIP/2.0\n", "")
                .replace("Content-Length: 0\n\n", "");
    }

    private static String from(String headers, IdentityPolicy source, IdentityPolicy to) {
        MessageWriter writer = new MessageWriter().request(Method.INVITE, AsciiString.of("sip:h"));
        crossing(source, to).from(invite(headers, "1000"), US, AsciiString.of("t"), writer);
        return writer.toRequest().toString().lines().skip(1).findFirst().orElseThrow();
    }

    private static SipRequest invite(String headers, String called) {
        return Messages.request(
                "INVITE sip:"
                        + called
                        + "@h SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\nMax-Forwards: 70\n"
                        + "From: \"A\" <sip:1234@h>;tag=1\nTo: <sip:1000@h>\nCall-ID: c\n"
                        + "CSeq: 1 INVITE\n"
                        + headers
                        + "Content-Length: 0\n\n");
    }

    private static Crossing crossing(IdentityPolicy source, IdentityPolicy to) {
        return new Crossing(policy(source, NumberFormat.NONE), policy(to, NumberFormat.NONE));
    }

    private static HeaderPolicy policy(IdentityPolicy identity, NumberFormat numbers) {
        return new HeaderPolicy(HeaderRules.NONE, HeaderRules.NONE, Set.of(), identity, numbers);
    }

    private static NumberFormat format(NumberFormat.Style style) {
        return new NumberFormat(style, "49", "0", "00", "", 7);
    }

    private static IdentityPolicy accepting(Source... sources) {
        return new IdentityPolicy(false, List.of(sources), Set.of(), Withhold.ON_REQUEST);
    }

    private static IdentityPolicy trusted(Source... sent) {
        Set<Source> all =
                Arrays.stream(sent).filter(its -> its != FROM).collect(Collectors.toSet());
        return new IdentityPolicy(true, List.of(), all, Withhold.ON_REQUEST);
    }
}
