package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** Calls to a trunk that is known by name, as a real name server tells where it is. */
@NeedsCommand({"sipp", "knotd"})
// What is called only has to run; every test starts the box and the name server by itself.
@SuppressWarnings({"try", "NullAway.Init"})
class DnsTest {
    private static final String POINTER = "@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" _sip._udp";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int caller = Sipp.freePort();
    private final int far = Sipp.freePort();
    private Knot knot;
    private Box box;

    @AfterEach
    void stop() {
        try {
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
            assertEquals(0, box.metric("portcullis_dns_pending"));
        } finally {
            box.close();
            knot.close();
        }
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
        assertTrue(Math.abs(calls("127.0.0.2") - 300) < 50, () -> "" + calls("127.0.0.2"));
        assertTrue(Math.abs(calls("127.0.0.3") - 100) < 50, () -> "" + calls("127.0.0.3"));
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
            box.await(() -> box.output().contains("name servers do not answer"));
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
        startFrozen("sip:carrier.test:" + far, "@ A 127.0.0.2");
        try (Program a = called("127.0.0.2");
                Program waiting =
                        caller("caller")
                                .with("-m", "10", "-r", "10", "-s", "49", "127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_calls", 10);
            assertTrue(box.metric("portcullis_dns_pending") >= 10);
            knot.thaw();
            assertEquals(0, waiting.exitCode(), waiting.output());
        }
        assertEquals(10, box.metric("portcullis_calls_answered_total"));
    }

    @Test
    void shouldCancelCallsThatWaitForTheName() {
        startFrozen("sip:carrier.test:" + far, "@ A 127.0.0.2");
        givesUpAtOnce("caller-gives-up");
        Sipp.Result result = caller("caller-gives-up").call("127.0.0.1:" + outside, 10, 10, 0);
        assertAll(10, result);
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
        String pbx =
                scenario("pbx")
                        .replace("IN IP[media_ip_type] [media_ip]", "IN IP4 127.0.0.1")
                        .replace("IN IP[local_ip_type] [local_ip]", "IN IP4 127.0.0.1");
        write("pbx", pbx);
        try (Program a = called("::1")) {
            assertAll(5, call(5));
        }
        assertEquals(5, calls("::1"));
    }

    @Test
    void shouldProbeEveryAddressAndKnowRequestsFromThere() throws IOException {
        knot = Knot.start(directory, "@ A 127.0.0.2", "farm A 127.0.0.3", "farm A 127.0.0.4");
        box = Box.start(directory, configuration("sip:carrier.test:" + far) + farm(), List.of());
        try (Program a = called("127.0.0.2");
                DatagramSocket farm = answers("127.0.0.3")) {
            box.awaitMetric("portcullis_destination_probes_answered_total", value -> value > 1);
            box.awaitMetric("portcullis_dns_targets_down", 1);
            assertEquals(1, box.metric("portcullis_destination_up", "farm"));
            Sipp member = new Sipp(directory, "caller", "127.0.0.4", caller, List.of());
            assertAll(5, member.call("127.0.0.1:" + inside, 5, 50, 50));
        }
    }

    /** Somebody who answers whatever he is asked, until he is closed. */
    private DatagramSocket answers(String address) throws IOException {
        DatagramSocket socket = new DatagramSocket(far, InetAddress.getByName(address));
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!socket.isClosed()) {
                                answer(socket);
                            }
                        });
        return socket;
    }

    private static void answer(DatagramSocket socket) {
        try {
            DatagramPacket in = new DatagramPacket(new byte[4_096], 4_096);
            socket.receive(in);
            String request = new String(in.getData(), 0, in.getLength(), UTF_8);
            String ok = request.replaceFirst("OPTIONS [^\r]*", "SIP/2.0 200 OK");
            byte[] out = ok.replaceFirst("\r\nTo: ([^\r]*)", "\r\nTo: $1;tag=1").getBytes(UTF_8);
            socket.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
        } catch (IOException e) {
            assert socket.isClosed() : e;
        }
    }

    private String farm() {
        return """
        dispatcher:
          farm:
            realm: inside
            probe: { interval: 1s, timeout: 500ms }
            destinations: [ { uri: "sip:farm.carrier.test:%d" } ]
        """
                .formatted(far);
    }

    /** Starts the box with a name server that does not answer yet. */
    private void startFrozen(String sendTo, String... records) {
        knot = Knot.start(directory, records);
        knot.freeze();
        box = Box.start(directory, configuration(sendTo), List.of());
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
        return new Sipp(directory, scenario, caller)
                .with("-trace_err", "-error_file", directory.resolve("errors").toString());
    }

    private void assertAll(int calls, Sipp.Result result) {
        assertEquals(calls, result.successful(), () -> result + errors());
        assertEquals(0, result.failed(), () -> result + errors());
    }

    private String errors() {
        try {
            Path file = directory.resolve("errors");
            return (Files.exists(file) ? Files.readString(file) : "") + box.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A caller that gives up as soon as its call is heard of: {@code caller-cancel} without 180.
     */
    private void givesUpAtOnce(String scenario) {
        write(
                scenario,
                scenario("caller-cancel")
                        .replace("<recv response=\"100\" optional=\"true\"/>", "")
                        .replace("<recv response=\"180\"/>", "<recv response=\"100\"/>")
                        .replace("[branch-3]", "[branch-2]")
                        .replace("[branch-6]", "[branch-5]"));
    }

    private static String scenario(String name) {
        try (InputStream in = DnsTest.class.getResourceAsStream("/sipp/" + name + ".xml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        routes:
          - { name: outbound, to: { trunk: far } }
        flood: { exempt: [callers] }
        timers: { t1: 50ms, t2: 200ms, t4: 200ms }
        dns: { servers: ["127.0.0.1:%5$d"], timeout: 1s, attempts: 10 }
        """
                .formatted(outside, inside, caller, sendTo, knot.port());
    }
}
