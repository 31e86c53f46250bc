package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** What routes do to calls of SIPp through the running box. */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the callees only have to run
class RouteCallsTest {
    private static final int CALLS = 5;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int first = Sipp.freePort();
    private final int second = Sipp.freePort();
    private Box box;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(
                directory.resolve("numbers.csv"),
                "number,to,as,cost\n4969,second,+4969200,0.2\n4969,first,+4969200,0.1\n");
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        box.close();
    }

    /** The caller sees one call, whoever takes it. */
    @Test
    void shouldGoOnToTheNextTrunkWhereTheCodeSaysSo() throws IOException {
        for (String refusal : List.of("503 Busy", "408 Late", "500 Broken")) {
            try (Program refusing = refusing(refusal, "");
                    Program answering = new Sipp(directory, "pbx", second).start()) {
                call("caller", "100");
            }
        }
        try (Program refusing = refusing("486 Busy", "");
                Program answering = new Sipp(directory, "pbx", second).start()) {
            call("caller", "101"); // by a list of codes of its own
        }
        try (Program answering = new Sipp(directory, "pbx", second).start()) {
            call("caller", "100"); // nobody there
        }
        assertEquals(5 * CALLS, box.metric("portcullis_calls_answered_total"));
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    void shouldEndTheCallWhereTheCodeSaysSo() throws IOException {
        try (Program answering = new Sipp(directory, "pbx", second).start()) {
            for (String refusal : List.of("486 Busy", "501 No", "603 Never", "404 Gone")) {
                try (Program refusing = refusing(refusal, "")) {
                    callRefused("100", refusal.substring(0, 3), "");
                }
            }
            try (Program refusing = refusing("500 Broken", "Reason: Q.850;cause=38")) {
                callRefused("100", "500", "");
            }
            try (Program refusing = refusing("503 Busy", "")) {
                callRefused("101", "503", "");
            }
        }
        assertEquals(0, box.metric("portcullis_calls_answered_total"));
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    void shouldRewriteNumbersAndSetHeaders() throws IOException {
        String expected =
                "^INVITE sip:\\+4930123@.*From:.*sip:0[0-9]+@.*To: .*sip:\\+4930123@.*X-Way: low";
        try (Program answering = checking(expected, first)) {
            call("caller", "00123");
        }
        assertEquals(CALLS, box.metric("portcullis_calls_answered_total"));
    }

    @Test
    void shouldTryTheTrunksOfANumberFromTheCheapestOn() throws IOException {
        try (Program answering = checking("^INVITE sip:\\+4969200@", second);
                Program refusing = refusing("503 Busy", "")) {
            call("caller", "+496999");
        }
        assertEquals(CALLS, box.metric("portcullis_calls_answered_total"));
        assertEquals(
                CALLS,
                box.metric("portcullis_destination_attempts_total", "sip:127.0.0.1:" + first));
        callRefused("+4968", "404", "");
    }

    @Test
    void shouldRedirectAndRefuseInItsOwnWords() throws IOException {
        callRefused("777", "302", "Contact: *<sip:777@192.0.2.9>");
        callRefused("666", "603", "^SIP/2.0 603 Not Today");
        assertEquals(0, box.metric("portcullis_calls"));
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    void shouldKeepATableWhoseFileGoesBadAndTakeItsNextOne() throws IOException {
        Path table = directory.resolve("numbers.csv");
        String good = Files.readString(table);
        Files.writeString(table, good + "4968,nobody,,\n");
        String answer = box.post("/api/v1/reload");
        assertEquals(
                true, answer.startsWith("422") && answer.contains("numbers.csv:4: nobody"), answer);
        try (Program answering = new Sipp(directory, "pbx", first).start()) {
            call("caller", "+496999");
            callRefused("+4968", "404", "");
            Files.writeString(table, good + "4968,first,,\n");
            assertEquals("200 {\"result\":\"done\"}\n", box.post("/api/v1/reload"));
            call("caller", "+4968");
        }
        assertEquals(2 * CALLS, box.metric("portcullis_calls_answered_total"));
    }

    private void call(String scenario, String number) {
        try (Program calling =
                new Sipp(directory, scenario, carrier)
                        .with("-m", "" + CALLS, "-r", "20", "-d", "50", "-s", number)
                        .with("127.0.0.1:" + outside)
                        .start()) {
            assertEquals(0, calling.exitCode(), calling.output());
        }
    }

    /** Calls and wants to be refused with that code. */
    private void callRefused(String number, String status, String expected) throws IOException {
        String caller = scenario("caller");
        String name = "caller-" + status;
        String check =
                expected.isEmpty()
                        ? ""
                        : "<action><ereg regexp=\""
                                + expected.replace("<", "&lt;").replace(">", "&gt;")
                                + "\" search_in=\"msg\" check_it=\"true\" assign_to=\"1\"/></action>";
        Files.writeString(
                directory.resolve(name + ".xml"),
                caller.substring(0, caller.indexOf("  <recv response=\"200\""))
                        + "<recv response=\""
                        + status
                        + "\">"
                        + check
                        + "</recv>\n"
                        + """
                          <send><![CDATA[

                              ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
                              [last_Via:]
                              [last_From:]
                              [last_To:]
                              [last_Call-ID:]
                              CSeq: 1 ACK
                              Max-Forwards: 70
                              Content-Length: 0

                          ]]></send>
                          """
                        + (check.isEmpty() ? "" : "<Reference variables=\"1\"/>\n")
                        + "</scenario>\n");
        call(name, number);
    }

    /** One that refuses every call. */
    private Program refusing(String statusLine, String header) throws IOException {
        String name = "refusing-" + statusLine.substring(0, 3);
        Files.writeString(
                directory.resolve(name + ".xml"),
                scenario("pbx-busy")
                        .replace(
                                "503 Service Unavailable",
                                statusLine + (header.isEmpty() ? "" : "\n      " + header)));
        return new Sipp(directory, name, first).start();
    }

    /** One that takes calls whose INVITE is as expected, line ends apart. */
    private Program checking(String expected, int port) throws IOException {
        Files.writeString(
                directory.resolve("checking.xml"),
                scenario("pbx")
                        .replace(
                                "<recv request=\"INVITE\" rrs=\"true\"/>",
                                "<recv request=\"INVITE\" rrs=\"true\"><action><ereg regexp=\""
                                        + expected
                                        + "\" search_in=\"msg\" check_it=\"true\" assign_to=\"1\"/>"
                                        + "</action></recv>")
                        .replace("</scenario>", "<Reference variables=\"1\"/></scenario>"));
        return new Sipp(directory, "checking", port).start();
    }

    private static String scenario(String name) throws IOException {
        try (InputStream in = Sipp.class.getResourceAsStream("/sipp/" + name + ".xml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
        address-groups: { all: [127.0.0.1/32] }
        trunks:
          carrier: { realm: outside, match: { group: all, port: %2$d } }
          first: { realm: outside, match: { group: all, port: %3$d }, send-to: "sip:127.0.0.1:%3$d" }
          picky: { realm: outside, match: { group: all, port: 1 }, send-to: "sip:127.0.0.1:%3$d", failover: [480-489] }
          second: { realm: outside, match: { group: all, port: %4$d }, send-to: "sip:127.0.0.1:%4$d" }
        number-tables: { numbers: { file: numbers.csv } }
        routes:
          - { name: usual, when: { called: ["100"] }, to: { in-turn: { peers: [{ trunk: second, priority: 2 }, { trunk: first, priority: 1 }] } } }
          - { name: picky, when: { called: ["101"] }, to: { in-turn: { peers: [{ trunk: picky }, { trunk: second, cost: "0.01" }] } } }
          - name: abroad
            when: { called: ["00Z."], calling: ["+49!"], method: [INVITE] }
            change:
              called: [{ matches: "00Z.", strip: 2, prefix: "+4930" }]
              calling: [{ matches: "+49!", strip: 3, prefix: "0" }]
              headers: [{ header: X-Way, value: low }]
            to: { trunk: first }
          - { name: table, to: { table: numbers } }
          - { name: elsewhere, when: { called: ["777"] }, to: { redirect: { contacts: ["sip:{number}@192.0.2.9"] } } }
          - { name: never, when: { called: ["666"] }, to: { refuse: { status: 603, reason: Not Today } } }
        flood: { exempt: [all] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                .formatted(outside, carrier, first, second);
    }
}
