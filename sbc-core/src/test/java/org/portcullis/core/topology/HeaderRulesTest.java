package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.codec.LoopMark;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.HeaderAction.Part;

class HeaderRulesTest {
    private static final String INVITE =
            """
            INVITE sip:0301234@192.0.2.1;user=phone SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa;rport
            Max-Forwards: 70
            f: "Alice \\"A\\" B" <sip:0409999@carrier.example;x=y>;tag=caller;p="q"
            t: sip:0301234@192.0.2.1
            Call-ID: call-1
            CSeq: 1 INVITE
            Contact: <sip:alice@192.0.2.9>
            X-Account: gold
            X-Account: silver
            P-Asserted-Identity: "Alice" <sip:0409999@a.example>, <tel:+49409999>
            Content-Type: application/sdp
            X-Last: 1
            Content-Length: 8

            v=caller
            """
                    .stripTrailing();

    private static final String OK =
            """
            SIP/2.0 200 Fine
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa
            From: <sip:a@b.example>;tag=1
            To: <sip:c@d.example>;tag=2
            Call-ID: call-1
            CSeq: 1 INVITE
            Server: Secret
            Content-Length: 0

            """;

    private final SipRequest invite = Messages.request(INVITE);
    private final SipResponse ok = Messages.response(OK);

    @Test
    void shouldGiveTheSameMessageBackWhereNothingIsConfigured() {
        assertSame(invite, HeaderPolicy.DEFAULT.arriving(invite));
        assertSame(invite, HeaderPolicy.DEFAULT.leaving(invite));
        assertSame(ok, HeaderPolicy.DEFAULT.arriving(ok));
        assertSame(ok, HeaderPolicy.DEFAULT.leaving(ok));
    }

    @Test
    void shouldSetAddAndRemove() {
        String text =
                leaving(
                        set("X-Account", "bronze"),
                        set("X-New", "n"),
                        add("X-Last", "2"),
                        new HeaderAction.Remove(name("P-Asserted-Identity"), Optional.empty()));
        assertEquals(
                INVITE.replace("X-Account: gold\nX-Account: silver\n", "X-Account: bronze\n")
                        .replace("\nf: ", "\nFrom: ")
                        .replace("\nt: ", "\nTo: ")
                        .replaceFirst("P-Asserted-Identity.*\n", "")
                        .replace(
                                "X-Last: 1\nContent-Length",
                                "X-Last: 1\nX-New: n\nX-Last: 2\nContent-Length"),
                text);
    }

    @Test
    void shouldRemoveTheLinesThatMatchOnly() {
        String text =
                leaving(
                        new HeaderAction.Remove(
                                name("x-account"), Optional.of(HeaderPattern.compile("^g"))));
        assertFalse(text.contains("gold"), text);
        assertTrue(text.contains("X-Account: silver\n"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Account | VALUE | ^(g)(.*)$ | $2-$1$$ | X-Account: old-g$",
                "P-Asserted-Identity | USER | ^0 | +49 |"
                        + " P-Asserted-Identity: \"Alice\" <sip:+49409999@a.example>, <tel:+49409999>",
                "P-Asserted-Identity | DISPLAY | ^Al | \"\\ |"
                        + " P-Asserted-Identity: \"\\\"\\\\ice\" <sip:0409999@a.example>, <tel:+49409999>",
                "From | USER | ^0(.*) | +49$1 |"
                        + " From: \"Alice \\\"A\\\" B\" <sip:+49409999@carrier.example;x=y>;tag=caller;p=\"q\"",
                "From | DISPLAY | .*\"(.)\".* | $1 |"
                        + " From: \"A\" <sip:0409999@carrier.example;x=y>;tag=caller;p=\"q\"",
                "From | DISPLAY | .* | '' |"
                        + " From: <sip:0409999@carrier.example;x=y>;tag=caller;p=\"q\"",
                "To | USER | ^.*$ | a b | To: <sip:a%20b@192.0.2.1>",
                "Request-URI | USER | ^0 | 0049;npdi= | INVITE sip:0049;npdi=301234@192.0.2.1;user=phone SIP/2.0"
            })
    void shouldRewrite(String header, Part part, String pattern, String by, String line) {
        String text = leaving(rewrite(header, part, pattern, by));
        assertTrue(text.lines().anyMatch(line::equals), text);
    }

    @Test
    void shouldNeverWriteALineOfItsOwn() {
        String text = leaving(rewrite("From", Part.DISPLAY, "Alice", "\r\nX-Evil: 1"));
        assertTrue(text.lines().noneMatch(line -> line.startsWith("X-Evil")), text);
    }

    @Test
    void shouldKeepTheBytesThatResponsesAndDialogsRepeatOfAnArrivingRequest() {
        SipRequest seen =
                policy(
                                rewrite("From", Part.USER, "^0", "+49"),
                                rewrite("To", Part.USER, "^0", "+49"),
                                rewrite("Request-URI", Part.USER, "^0", "+49"),
                                set("X-Account", "bronze"))
                        .arriving(invite);
        assertEquals("sip:+49301234@192.0.2.1;user=phone", seen.requestUri().toString());
        assertEquals("sip:+49409999@carrier.example;x=y", seen.from().uri().text().toString());
        assertEquals("caller", seen.from().tag().orElseThrow().toString());
        assertEquals("sip:+49301234@192.0.2.1", seen.to().uri().text().toString());
        assertEquals(invite.header(HeaderName.FROM), seen.header(HeaderName.FROM));
        assertEquals(invite.header(HeaderName.TO), seen.header(HeaderName.TO));
        assertEquals("bronze", seen.header(name("X-Account")).orElseThrow().toString());
        assertEquals("v=caller", seen.body().toString());
        assertEquals(invite.topVia().branch(), seen.topVia().branch());
        assertSame(seen.array(), seen.topVia().text().array(), "responses go by its place");
        assertEquals(LoopMark.of("outside", invite), LoopMark.of("outside", seen));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INVITE", "UPDATE"})
    void shouldLeaveThePartiesOfADialogAlone(String method) {
        SipRequest inside =
                Messages.request(
                        INVITE.replace("INVITE", method)
                                .replace("t: sip:0301234@192.0.2.1", "t: <sip:a@b>;tag=t"));
        HeaderPolicy policy =
                policy(
                        rewrite("From", Part.USER, "^0", "+49"),
                        rewrite("Request-URI", Part.USER, "^0", "+49"));
        assertSame(inside, policy.leaving(inside));
        assertSame(inside, policy.arriving(inside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "CANCEL"})
    void shouldLeaveThePartiesOfWhatBelongsToAnInviteAlone(String method) {
        SipRequest request = Messages.request(INVITE.replace("INVITE", method));
        assertSame(request, policy(rewrite("From", Part.USER, "^0", "1")).leaving(request));
    }

    @Test
    void shouldApplyToResponses() {
        HeaderPolicy policy =
                policy(
                        new HeaderAction.Remove(HeaderName.SERVER, Optional.empty()),
                        add("X-New", "y"));
        SipResponse seen = policy.leaving(ok);
        assertEquals(
                OK.replace("Server: Secret\n", "X-New: y\n"),
                seen.toString().replace("\r\n", "\n"));
        assertEquals(200, seen.status());
        assertEquals("Fine", seen.reason().toString());
        assertSame(ok, policy(rewrite("To", Part.USER, "c", "x")).leaving(ok));
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE, '', '', '', true, true",
        "BYE, '', '', '', false, false",
        "'', 200-299, '', '', false, true",
        "'', 201-299, '', '', false, false",
        "'', '', REQUEST, '', true, false",
        "'', '', RESPONSE, '', false, true",
        "'', '', '', OUTSIDE, true, false",
        "'', '', '', INSIDE, false, false",
    })
    void shouldHoldForWhatIsMeant(
            String method,
            String status,
            String kind,
            String dialog,
            boolean request,
            boolean response) {
        HeaderRule.When when =
                new HeaderRule.When(
                        method.isEmpty() ? Set.of() : Set.of(Method.of(AsciiString.of(method))),
                        status.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        new HeaderRule.Statuses(
                                                Integer.parseInt(status.substring(0, 3)),
                                                Integer.parseInt(status.substring(4)))),
                        kind.isEmpty()
                                ? Optional.empty()
                                : Optional.of(HeaderRule.Kind.valueOf(kind)),
                        dialog.isEmpty()
                                ? Optional.empty()
                                : Optional.of(HeaderRule.Dialog.valueOf(dialog)),
                        List.of());
        HeaderRules rules =
                new HeaderRules(List.of(new HeaderRule(when, List.of(add("X-Seen", "1")))));
        assertEquals(request, rules.leaving(invite).has(name("X-Seen")));
        assertEquals(response, rules.applied(ok).has(name("X-Seen")));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Account, '', false, true",
        "X-Account, ^silver$, false, true",
        "X-Account, ^tin, false, false",
        "X-Other, '', false, false",
        "X-Other, '', true, true",
        "X-Account, '', true, false",
        "Request-URI, ^sip:030, false, true",
        "From, carrier\\.example, false, true",
        "From, other\\.example, false, false"
    })
    void shouldLookAtHeaders(String header, String pattern, boolean absent, boolean holds) {
        HeaderRule.HeaderTest test =
                new HeaderRule.HeaderTest(
                        name(header),
                        Optional.of(pattern).filter(p -> !p.isEmpty()).map(HeaderPattern::compile),
                        absent);
        HeaderRule.When when =
                new HeaderRule.When(
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(test));
        HeaderRules rules =
                new HeaderRules(List.of(new HeaderRule(when, List.of(add("X-Seen", "1")))));
        assertEquals(holds, rules.leaving(invite).has(name("X-Seen")));
    }

    @Test
    void shouldLetEachRuleSeeWhatTheOnesBeforeItLeft() {
        HeaderRule first = new HeaderRule(HeaderRule.When.ALWAYS, List.of(set("X-Account", "tin")));
        HeaderRule second =
                new HeaderRule(
                        HeaderRule.When.ALWAYS,
                        List.of(rewrite("X-Account", Part.VALUE, "^tin$", "lead")));
        SipRequest seen = new HeaderRules(List.of(first, second)).leaving(invite);
        assertEquals("lead", seen.header(name("X-Account")).orElseThrow().toString());
    }

    /** An expression that backtracks takes longer than the test run with such a value. */
    @Test
    void shouldNotBacktrack() {
        String hostile = "a".repeat(7_000) + "!";
        SipRequest request =
                Messages.request(INVITE.replace("X-Account: gold", "X-Account: " + hostile));
        HeaderPolicy policy = policy(rewrite("X-Account", Part.VALUE, "^(a+)+$", "b"));
        assertSame(request, policy.leaving(request));
    }

    static List<HeaderName> forming() {
        return List.copyOf(RuleHeaders.forming());
    }

    @ParameterizedTest
    @MethodSource("forming")
    void shouldRefuseRulesThatCouldBreakADialog(HeaderName header) {
        HeaderPattern any = HeaderPattern.compile(".*");
        HeaderPattern.Replacement by = HeaderPattern.Replacement.parse("x");
        for (String name : List.of(header.toString(), header.toString().toLowerCase(Locale.ROOT))) {
            assertThrows(IllegalArgumentException.class, () -> set(name, "x"));
            assertThrows(IllegalArgumentException.class, () -> add(name, "x"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new HeaderAction.Remove(name(name), Optional.empty()));
            for (Part part : Part.values()) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new HeaderAction.Rewrite(name(name), part, any, by));
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> policy(HeaderRules.NONE, Set.of(name(name))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "To", "Request-URI", "v", "m", "i", "x"})
    void shouldRefuseToChangeAPartyAsAWhole(String header) {
        assertThrows(IllegalArgumentException.class, () -> set(header, "x"));
        assertThrows(IllegalArgumentException.class, () -> rewrite(header, Part.VALUE, ".*", "x"));
    }

    @Test
    void shouldRefuseAGroupThatIsNotThere() {
        assertThrows(IllegalArgumentException.class, () -> rewrite("X-A", Part.VALUE, "(a)", "$2"));
        assertThrows(IllegalArgumentException.class, () -> HeaderPattern.Replacement.parse("a$b"));
        assertThrows(IllegalArgumentException.class, () -> HeaderPattern.Replacement.parse("a$"));
        assertThrows(IllegalArgumentException.class, () -> HeaderPattern.compile("(a"));
        assertThrows(IllegalArgumentException.class, () -> HeaderPattern.compile("(?=a)"));
    }

    private String leaving(HeaderAction... actions) {
        return policy(actions).leaving(invite).toString().replace("\r\n", "\n");
    }

    private static HeaderPolicy policy(HeaderAction... actions) {
        HeaderRules rules =
                new HeaderRules(
                        List.of(new HeaderRule(HeaderRule.When.ALWAYS, Arrays.asList(actions))));
        return policy(rules, Set.of());
    }

    private static HeaderPolicy policy(HeaderRules rules, Set<HeaderName> carried) {
        return new HeaderPolicy(rules, rules, carried, IdentityPolicy.STRANGER, NumberFormat.NONE);
    }

    private static HeaderAction set(String header, String value) {
        return new HeaderAction.Set(name(header), value);
    }

    private static HeaderAction add(String header, String value) {
        return new HeaderAction.Add(name(header), value);
    }

    private static HeaderAction rewrite(String header, Part part, String pattern, String by) {
        return new HeaderAction.Rewrite(
                name(header),
                part,
                HeaderPattern.compile(pattern),
                HeaderPattern.Replacement.parse(by));
    }

    private static HeaderName name(String text) {
        return HeaderName.of(AsciiString.of(text));
    }
}
