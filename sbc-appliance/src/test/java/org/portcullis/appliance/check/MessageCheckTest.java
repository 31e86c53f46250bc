package org.portcullis.appliance.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;

class MessageCheckTest {
    private static final String CONFIGURATION =
            """
            realms:
              outside:
                listen: [udp:192.0.2.1:5060]
                media: { address: 127.0.0.1, ports: 30000-30999 }
              inside:
                listen: [udp:10.0.0.1:5060, tcp:10.0.0.1:5060]
                media: { address: 127.0.0.1, ports: 35000-35999 }
                trust: trusted
            address-groups: { all: [0.0.0.0/0] }
            trunks:
              carrier:
                realm: outside
                match: { group: all }
                send-to: sip:198.51.100.1
                limits: { calls: 1 }
                numbers: { format: national, country: 49 }
                headers:
                  in:
                    - when: { headers: [{ name: X-Account, matches: "^(gold|silver)$" }] }
                      do:
                        - set: { header: Priority, value: urgent }
                        - rewrite: { header: From, part: display, matches: "^.*$", with: "Customer" }
              psap:
                realm: outside
                match: { group: all, port: 9 }
                send-to: sip:198.51.100.112
              lost:
                realm: outside
                match: { group: all, port: 8 }
                send-to: sip:198.51.100.8
            dispatcher:
              pbx:
                realm: inside
                destinations: [{ uri: "sip:10.0.0.7:5070;transport=tcp" }]
                headers: { out: [{ when: { method: [INVITE] }, do: [{ add: { header: X-From, value: carrier } }] }] }
            routes:
              - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
            emergency: { numbers: [112], to: [trunk: psap] }
            """;

    private static final String INVITE =
            """
            INVITE sip:0301234567@192.0.2.1 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKa
            Max-Forwards: 70
            From: "Alice" <sip:0409999999@carrier.example>;tag=caller
            To: <sip:0301234567@192.0.2.1>
            Call-ID: call-1@198.51.100.1
            CSeq: 1 INVITE
            Contact: <sip:alice@198.51.100.1>
            User-Agent: Secret
            X-Account: gold
            Content-Type: application/sdp
            Content-Length: 1

            v=0
            o=secret 1 1 IN IP4 198.51.100.1
            s=-
            c=IN IP4 198.51.100.1
            t=0 0
            m=audio 4000 RTP/AVP 8
            """;

    @TempDir Path directory;

    @Test
    void shouldShowARequestAsItWouldLeave() throws Exception {
        MessageCheck.Outcome outcome = check(INVITE, "carrier");
        String text =
                assertInstanceOf(MessageCheck.Leaves.class, outcome, outcome::toString).text();
        assertEquals(
                """
                route inbound

                sent to tcp:10.0.0.7:5070 in realm inside from tcp:10.0.0.1:5060

                INVITE sip:+49301234567@10.0.0.7:5070;transport=tcp SIP/2.0
                Via: SIP/2.0/TCP 10.0.0.1:5060;rport;alias;branch=BRANCH
                Max-Forwards: 69
                From: "Customer" <sip:+49409999999@10.0.0.1:5060>;tag=TAG
                To: <sip:+49301234567@10.0.0.7:5070>
                Call-ID: CALL
                CSeq: 1 INVITE
                Contact: <sip:10.0.0.1:5060;transport=tcp>
                Allow: METHODS
                Supported: EXTENSIONS
                Session-Expires: 1800
                Min-SE: 90
                Priority: urgent
                Content-Type: application/sdp
                X-From: carrier
                Content-Length: 134

                v=0
                """,
                text.replaceAll("branch=\\S+", "branch=BRANCH")
                        .replaceAll("tag=\\S+", "tag=TAG")
                        .replaceAll("Call-ID: \\S+", "Call-ID: CALL")
                        .replaceAll("Allow: .*", "Allow: METHODS")
                        .replaceAll("Supported: .*", "Supported: EXTENSIONS")
                        .replaceAll("Content-Length: \\d+", "Content-Length: 134")
                        .replaceAll("(?s)\nv=0\n.*", "\nv=0\n"));
        assertTrue(text.contains("\nc=IN IP4 127.0.0.1\n"), text);
        assertTrue(text.matches("(?s).*\nm=audio 35\\d\\d\\d RTP/AVP 8\n.*"), text);
    }

    @Test
    void shouldTakeAStreamForALargeRequest() throws Exception {
        String large = INVITE.replace("X-Account: gold", "Subject: " + "x".repeat(1_300));
        String udp = CONFIGURATION.replace("5070;transport=tcp", "5070");
        MessageCheck.Leaves leaves =
                assertInstanceOf(
                        MessageCheck.Leaves.class, check(configuration(udp, ""), large, "carrier"));
        assertTrue(
                leaves.text().startsWith("route inbound\n\nsent to tcp:10.0.0.7:5070 "),
                leaves.text());
        leaves =
                assertInstanceOf(
                        MessageCheck.Leaves.class,
                        check(configuration(udp, ""), INVITE, "carrier"));
        assertTrue(
                leaves.text().startsWith("route inbound\n\nsent to udp:10.0.0.7:5070 "),
                leaves.text());
    }

    /** Rewritten, looked up in a table and tried at the cheaper trunk; and sent elsewhere. */
    @Test
    void shouldShowTheDecision() throws Exception {
        Files.writeString(
                directory.resolve("did.csv"),
                "number,to,as,cost\n+4930,lost,42,0.2\n+4930,psap,42,0.1\n");
        String routes =
                """
                number-tables: { did: { file: %s } }
                routes:
                  - name: inbound
                    when: { called: ["+4930!"] }
                    change: { calling: [{ matches: "+49!", strip: 3, prefix: "0" }], headers: [{ header: X-Way, value: low }] }
                    to: { table: did }
                  - { name: elsewhere, to: { redirect: { contacts: ["sip:{number}@192.0.2.9"] } } }
                """
                        .formatted(directory.resolve("did.csv"));
        String written = CONFIGURATION.replaceFirst("routes:\n .*\n", "") + routes;
        String text =
                assertInstanceOf(
                                MessageCheck.Leaves.class,
                                check(configuration(written, ""), INVITE, "carrier"))
                        .text();
        assertTrue(
                text.startsWith(
                        "route inbound, called +49301234567 becomes 42, calling +49409999999"
                                + " becomes 0409999999\n\nsent to udp:198.51.100.112:5060 "),
                text);
        assertTrue(text.contains("INVITE sip:42@198.51.100.112 SIP/2.0\n"), text);
        assertTrue(text.contains("<sip:0409999999@192.0.2.1"), text);
        assertTrue(text.contains("\nTo: <sip:42@198.51.100.112"), text);
        assertTrue(text.contains("\nX-Way: low\n"), text);
        String other = INVITE.replace("0301234567", "0311234567");
        text =
                assertInstanceOf(
                                MessageCheck.Refused.class,
                                check(configuration(written, ""), other, "carrier"))
                        .text();
        assertTrue(text.startsWith("routes: redirected with 302\n\nanswered to "), text);
        assertTrue(text.contains("SIP/2.0 302 Moved Temporarily\n"), text);
        assertTrue(text.contains("\nContact: <sip:+49311234567@192.0.2.9>\n"), text);
    }

    @Test
    void shouldSayTheSameEveryTime() throws Exception {
        assertEquals(check(INVITE, "carrier"), check(INVITE, "carrier"));
    }

    @ParameterizedTest
    @CsvSource({
        "lost, INVITE, 404",
        "carrier, SUBSCRIBE, 489",
    })
    void shouldShowTheResponseThatTheSenderGets(String from, String method, int status)
            throws Exception {
        MessageCheck.Outcome outcome = check(INVITE.replace("INVITE", method), from);
        String text =
                assertInstanceOf(MessageCheck.Refused.class, outcome, outcome::toString).text();
        String decision = status == 404 ? "routes: refused with 404\n\n" : "";
        assertTrue(text.startsWith(decision + "answered to udp:198.51.100."), text);
        assertTrue(
                text.contains(" in realm outside from udp:192.0.2.1:5060\n\nSIP/2.0 " + status),
                text);
        assertTrue(text.contains("\nCall-ID: call-1@198.51.100.1\n"), text);
    }

    @Test
    void shouldShowAnAnswerThatTheBoxGivesItself() throws Exception {
        MessageCheck.Outcome outcome = check(INVITE.replace("INVITE", "OPTIONS"), "carrier");
        String text = assertInstanceOf(MessageCheck.Leaves.class, outcome).text();
        assertTrue(text.contains("\n\nSIP/2.0 200 OK\n"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIP/2.0 | SIP/3.0 | FILE:1: SIP version is not 2.0 (the sender is answered 505)",
                "INVITE sip: | INVITE si p: | FILE:1: Invalid Request-URI (the sender is"
                        + " answered 400)",
                "CSeq: 1 INVITE | CSeq: 1 BYE | FILE:7: CSeq names another method (the sender is"
                        + " answered 400)",
                "To: <sip | To: <<sip | FILE:5: Invalid To (the sender is answered 400)",
                "Call-ID | X-Call | FILE: Missing Call-ID (the sender is answered 400)",
                "User-Agent: Secret | Secret | FILE:9: Header line without name and colon (the"
                        + " sender is answered 400)",
                "Contact: | Call-ID: 2~Contact: | FILE:8: Repeated Call-ID (the sender is answered"
                        + " 400)"
            })
    void shouldSayWhereAMessageIsWrong(String good, String bad, String problem) throws Exception {
        String text = INVITE.replaceFirst(good, bad.replace("~", "\n"));
        assertEquals(
                problem,
                assertInstanceOf(MessageCheck.Unusable.class, check(text, "carrier"))
                        .problem()
                        .replace(file().toString(), "FILE"));
    }

    @Test
    void shouldRefuseWhatCannotBeTriedOut() throws Exception {
        assertEquals(
                new MessageCheck.Unusable(
                        "--from nobody: no such trunk or dispatcher (expected: carrier, psap, lost,"
                                + " pbx)"),
                check(INVITE, "nobody"));
        assertEquals(
                new MessageCheck.Unusable(file() + ": empty (expected: a request)"),
                check("\n\n", "carrier"));
        assertEquals(
                new MessageCheck.Unusable(file() + ":1: a response (expected: a request)"),
                check(INVITE.replaceFirst("INVITE .*", "SIP/2.0 200 OK"), "carrier"));
    }

    @Test
    void shouldReadLineEndsOfTheWireToo() throws Exception {
        String wire = INVITE.replace("\n", "\r\n").replace("Length: 1\r", "Length: 134\r");
        MessageCheck.Leaves asText =
                assertInstanceOf(MessageCheck.Leaves.class, check(INVITE, "carrier"));
        assertEquals(asText, check(wire.replace("Content-Length: 134\r\n", ""), "carrier"));
    }

    @Test
    void shouldLetAnEmergencyCallPastTheLimitOfAll() {
        Configuration configuration = configuration("limits: { calls: 1 }\n");
        DryBox box = new DryBox(configuration);
        CapturedFlow flow =
                box.from(
                        new Origin.Trunk("carrier"),
                        configuration.trunks().getFirst().realm(),
                        configuration.trunks().getFirst().sendTo().orElseThrow().target());
        assertEquals("10.0.0.7", sentTo(box.received(invite("1", "0301234567"), flow)));
        assertEquals("198.51.100.112", sentTo(box.received(invite("2", "112"), flow)));
    }

    /** Through the user agent as it is: a limit that is reached holds others up, and not this. */
    @Test
    void shouldLetAnEmergencyCallPastTheLimit() {
        Configuration configuration = configuration("");
        DryBox box = new DryBox(configuration);
        CapturedFlow flow =
                box.from(
                        new Origin.Trunk("carrier"),
                        configuration.trunks().getFirst().realm(),
                        configuration.trunks().getFirst().sendTo().orElseThrow().target());
        assertEquals("10.0.0.7", sentTo(box.received(invite("1", "0301234567"), flow)));
        assertEquals("503", sentTo(box.received(invite("2", "0301234567"), flow)));
        List<CapturedFlow.Sent> emergency = box.received(invite("3", "112"), flow);
        assertEquals("198.51.100.112", sentTo(emergency));
        String text = emergency.getLast().message().toString();
        assertTrue(text.startsWith("INVITE sip:112@198.51.100.112 SIP/2.0\r\n"), text);
        assertTrue(text.contains("\"Alice\" <sip:+49409999999@192.0.2.1:5060>"), text);
        assertTrue(!text.contains("Priority"), text);
        assertEquals(0, box.bugs());
    }

    private static String sentTo(List<CapturedFlow.Sent> sent) {
        CapturedFlow.Sent last = sent.getLast();
        return last.message() instanceof SipResponse response
                ? Integer.toString(response.status())
                : last.flow().remote().getHostString();
    }

    private static SipRequest invite(String call, String number) {
        return Messages.request(
                INVITE.replace("call-1", "call-" + call)
                        .replace("z9hG4bKa", "z9hG4bK" + call)
                        .replace("0301234567", number)
                        .replace("Content-Length: 1\n", "")
                        .stripTrailing());
    }

    private MessageCheck.Outcome check(String message, String from) throws IOException {
        return check(configuration(""), message, from);
    }

    private MessageCheck.Outcome check(Configuration configuration, String message, String from)
            throws IOException {
        Files.writeString(file(), message);
        return new MessageCheck(configuration).check(file(), from);
    }

    private Path file() {
        return directory.resolve("message.sip");
    }

    private static Configuration configuration(String more) {
        return configuration(CONFIGURATION, more);
    }

    private static Configuration configuration(String text, String more) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("conf.yaml", text + more);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration();
    }
}
