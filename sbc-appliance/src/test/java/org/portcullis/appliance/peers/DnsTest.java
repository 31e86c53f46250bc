package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** Calls to a trunk that is known by name, as a real name server tells where it is. */
@NeedsCommand("sipp")
@NeedsCommand("knotd")
@SuppressWarnings("try") // what is called only has to run
class DnsTest {
    private static final String POINTER = "@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" _sip._udp";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int caller = Sipp.freePort();
    private final int far = Sipp.freePort();
    private Knot knot;
    private Box box;

    @AfterEach
    void stop() {
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
        assertEquals(0, box.metric("portcullis_dns_pending"));
        box.close();
        knot.close();
    }

    @Test
    void shouldSpreadCallsByTheWeightsOfTheRecords() {
        start(
                "sip:carrier.test",
                POINTER,
                "_sip._udp SRV 1 75 " + far + " a",
                "_sip._udp SRV 1 25 " + far + " b",
                "_sip._udp SRV 2 99 " + far + " c",
                "a A 127.0.0.2",
                "b A 127.0.0.3",
                "c A 127.0.0.4");
        try (Program a = called("127.0.0.2");
                Program b = called("127.0.0.3");
                Program c = called("127.0.0.4")) {
            assertAll(400, call(400));
        }
        assertEquals(300, calls("127.0.0.2"), 50);
        assertEquals(100, calls("127.0.0.3"), 50);
        assertEquals(0, calls("127.0.0.4"));
        assertTrue(box.metric("portcullis_dns_lookups_total", "hit") > 300);
    }

    @Test
    void shouldFailOverToWhatLives() {
        start(
                "sip:carrier.test",
                POINTER,
                "_sip._udp SRV 1 1 " + far + " nobody",
                "_sip._udp SRV 2 1 " + far + " dead",
                "_sip._udp SRV 3 1 " + far + " a",
                "dead A 127.0.0.9",
                "a A 127.0.0.2");
        try (Program a = called("127.0.0.2")) {
            assertAll(5, call(5));
            assertEquals(1, box.metric("portcullis_dns_targets_down"));
            assertAll(20, call(20));
        }
        assertEquals(25, calls("127.0.0.2"));
        assertEquals(25, box.metric("portcullis_destination_answers_total", "carrier.test"));
        assertEquals(1, box.metric("portcullis_destination_up", "carrier.test"));
    }

    @Test
    void shouldFollowRecordsWithShortTimes() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.2");
        try (Program a = called("127.0.0.2");
                Program b = called("127.0.0.3")) {
            assertAll(5, call(5));
            knot.serve("@ A 127.0.0.3");
            double asked = box.metric("portcullis_dns_queries_total", "found");
            box.await(
                    () -> {
                        assertAll(1, call(1));
                        return box.metric("portcullis_dns_queries_total", "found") > asked;
                    });
            assertAll(5, call(5));
        }
        assertTrue(calls("127.0.0.3") >= 5, () -> "calls: " + calls("127.0.0.3"));
    }

    @Test
    void shouldGoOnWithoutTheNameServerAndFollowItOnItsReturn() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.2");
        try (Program a = called("127.0.0.2");
                Program b = called("127.0.0.3")) {
            assertAll(5, call(5));
            knot.stop();
            box.await(
                    () -> {
                        assertAll(1, call(1));
                        return box.metric("portcullis_dns_stale_served_total") > 0;
                    });
            assertAll(20, call(20));
            assertTrue(box.output().contains("name servers do not answer"), box.output());
            knot.startWith("@ A 127.0.0.3");
            box.await(
                    () -> {
                        assertAll(1, call(1));
                        return box.output().contains("name servers answer again");
                    });
            box.await(
                    () -> {
                        assertAll(1, call(1));
                        return calls("127.0.0.3") > 0;
                    });
        }
    }

    @Test
    void shouldHoldCallsUntilTheNameIsKnown() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.2");
        knot.freeze();
        try (Program a = called("127.0.0.2");
                Program waiting =
                        caller("caller")
                                .with("-m", "20", "-r", "100", "-s", "49", "127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_dns_pending", 20);
            assertEquals(20, box.metric("portcullis_calls"));
            knot.thaw();
            assertEquals(0, waiting.exitCode(), waiting.output());
        }
        assertEquals(20, box.metric("portcullis_calls_answered_total"));
    }

    @Test
    void shouldCancelCallsThatWaitForTheName() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.2");
        knot.freeze();
        write(
                "caller-gives-up",
                FlowScript.toXml(
                        "caller-gives-up",
                        "127.0.0.1",
                        List.of(
                                "> INVITE | sdp sendrecv",
                                "< 100 INVITE",
                                "> CANCEL",
                                "< 200 CANCEL",
                                "< 487 INVITE",
                                "> ACK")));
        Sipp.Result result = caller("caller-gives-up").call("127.0.0.1:" + outside, 20, 100, 0);
        assertAll(20, result);
        assertEquals(0, box.metric("portcullis_calls"));
        knot.thaw();
        box.awaitMetric("portcullis_dns_pending", 0);
        assertEquals(0, box.metric("portcullis_destination_answers_total", "carrier.test"));
    }

    @Test
    void shouldRefuseCallsToNameThatLeadsNowhere() {
        start("sip:nobody.carrier.test", "@ A 127.0.0.2");
        Sipp.Result result = call(5);
        assertEquals(5, result.failed(), result.toString());
        assertTrue(box.output().contains("name leads nowhere"), box.output());
    }

    @Test
    void shouldReachBothFamilies() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.9", "@ AAAA ::1");
        try (Program a = called("::1")) {
            assertAll(5, call(5));
        }
        assertEquals(5, calls("::1"));
    }

    @Test
    void shouldKnowDestinationsByNameAndProbeThem() {
        start("sip:carrier.test:" + far, "@ A 127.0.0.2", "farm A 127.0.0.3", "farm A 127.0.0.4");
        try (Program b = called("127.0.0.3")) {
            box.awaitMetric("portcullis_destination_probes_answered_total", value -> value > 0);
        }
    }

    private void start(String sendTo, String... records) {
        knot = Knot.start(directory, records);
        box = Box.start(directory, configuration(sendTo), List.of());
    }

    private Program called(String address) {
        return new Sipp(directory, "pbx", address, far, List.of())
                .with("-trace_stat", "-stf", statistics(address).toString(), "-fd", "1")
                .start();
    }

    private Path statistics(String address) {
        return directory.resolve("called-" + address.replace(':', '-') + ".csv");
    }

    /** How many calls somebody has got, by the last line that was written. */
    private long calls(String address) {
        return Sipp.figure(statistics(address), "IncomingCall(C)");
    }

    private Sipp.Result call(int calls) {
        return caller("caller").call("127.0.0.1:" + outside, calls, 50, 50);
    }

    private Sipp caller(String scenario) {
        return new Sipp(directory, scenario, caller);
    }

    private static void assertAll(int calls, Sipp.Result result) {
        assertEquals(calls, result.successful(), result.toString());
        assertEquals(0, result.failed(), result.toString());
    }

    private void write(String scenario, String xml) {
        try {
            Files.writeString(directory.resolve(scenario + ".xml"), xml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(String sendTo) {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%2$d, "udp:[::1]:%2$d"]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        address-groups: { callers: [127.0.0.1/32], far: [127.0.0.2/32] }
        trunks:
          caller:
            realm: outside
            match: { group: callers }
            send-to: sip:127.0.0.1:%3$d
          far:
            realm: inside
            match: { group: far }
            send-to: %4$s
        dispatcher:
          farm:
            realm: inside
            probe: { interval: 1s, timeout: 500ms }
            destinations: [ { uri: "sip:farm.carrier.test:%5$d" } ]
        routes:
          - { name: outbound, from: { trunk: caller }, to: { trunk: far } }
        flood: { exempt: [callers] }
        timers: { t1: 50ms, t2: 200ms, t4: 200ms }
        dns: { servers: ["127.0.0.1:%6$d"], timeout: 2s }
        """
                .formatted(outside, Sipp.freePort(), caller, sendTo, far, knot.port());
    }
}
