package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** SIPp calls SIPp through the running box. */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the PBXs only have to run
class SippCallsTest {
    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int firstPbx = Sipp.freePort();
    private final int secondPbx = Sipp.freePort();
    private Box box;

    @BeforeEach
    void start() {
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    void shouldCarryCallsOverUdpAndHoldNothingAfterwards() {
        double files = box.metric("process_files_open_files");
        try (Program first = pbx("pbx", firstPbx);
                Program second = pbx("pbx", secondPbx)) {
            Sipp.Result result = carrier("caller").call("127.0.0.1:" + outside, 500, 100, 200);
            assertAll(500, result);
        }
        assertEquals(500, box.metric("portcullis_calls_answered_total"));
        assertEquals(0, box.metric("portcullis_calls"));
        box.awaitMetric("portcullis_sip_transactions", 0);
        assertEquals(files, box.metric("process_files_open_files"), 2);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    void shouldCarryCallsThatComeOverTcp() {
        try (Program first = pbx("pbx", firstPbx);
                Program second = pbx("pbx", secondPbx)) {
            Sipp.Result result =
                    carrier("caller").with("-t", "t1").call("127.0.0.1:" + outside, 200, 100, 200);
            assertAll(200, result);
        }
    }

    @Test
    void shouldCancelWhatRings() {
        try (Program first = pbx("pbx-ringing", firstPbx);
                Program second = pbx("pbx-ringing", secondPbx)) {
            Sipp.Result result = carrier("caller-cancel").call("127.0.0.1:" + outside, 50, 50, 0);
            assertAll(50, result);
        }
        assertEquals(0, box.metric("portcullis_calls"));
    }

    @Test
    void shouldCarryEveryCallWhenOnePbxIsBusy() {
        try (Program first = pbx("pbx-busy", firstPbx);
                Program second = pbx("pbx", secondPbx)) {
            Sipp.Result result = carrier("caller").call("127.0.0.1:" + outside, 100, 50, 100);
            assertAll(100, result);
        }
    }

    @Test
    void shouldHangUpBothLegsWhenTerminated() {
        try (Program first = pbx("pbx", firstPbx);
                Program second = pbx("pbx", secondPbx);
                Program caller =
                        new Sipp(directory, "caller-hung-up", carrier)
                                .with("-m", "20", "-r", "100", "127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_calls_answered_total", 20);
            assertEquals(20, box.metric("portcullis_calls"));
            assertEquals(0, box.stop(), box.output());
            assertEquals(0, caller.exitCode(), "each caller has got a BYE");
        }
    }

    @Test
    void shouldMindNoGarbage() throws IOException {
        try (DatagramSocket socket = new DatagramSocket();
                Socket garbage = new Socket(InetAddress.getLoopbackAddress(), outside);
                Socket endless = new Socket(InetAddress.getLoopbackAddress(), outside);
                Socket half = new Socket(InetAddress.getLoopbackAddress(), outside)) {
            for (String bytes : List.of("\0\1\2\3", "GET / HTTP/1.0\r\n\r\n", "INVITE", "\r\n")) {
                byte[] wire = bytes.getBytes(StandardCharsets.ISO_8859_1);
                socket.send(
                        new DatagramPacket(
                                wire, wire.length, InetAddress.getLoopbackAddress(), outside));
            }
            write(garbage, "\u00ff\u00fe nothing like SIP \r\n\r\n");
            assertEquals(-1, drained(garbage), "the connection is closed");
            write(endless, "INVITE sip:a@b SIP/2.0\r\nX: " + "x".repeat(100_000));
            assertEquals(-1, drained(endless), "the connection is closed");
            write(half, "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/T");
            try (Program first = pbx("pbx", firstPbx);
                    Program second = pbx("pbx", secondPbx)) {
                Sipp.Result result = carrier("caller").call("127.0.0.1:" + outside, 50, 50, 100);
                assertAll(50, result);
            }
            assertEquals(-1, drained(half), "half a message is not waited for for ever");
        }
        assertTrue(box.metric("portcullis_sip_parse_errors_total") >= 4);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    private static void assertAll(int calls, Sipp.Result result) {
        assertEquals(calls, result.successful(), result.toString());
        assertEquals(0, result.failed(), result.toString());
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The box may close before all is written; what counts is that it does.
            assertTrue(text.length() > 65_535, e.toString());
        }
    }

    /** Reads until the other side closes; -1 then, also where it resets. */
    private static int drained(Socket socket) {
        try {
            int read = socket.getInputStream().read();
            while (read >= 0) {
                read = socket.getInputStream().read();
            }
            return read;
        } catch (IOException e) {
            return -1;
        }
    }

    private Program pbx(String scenario, int port) {
        return new Sipp(directory, scenario, port).start();
    }

    private Sipp carrier(String scenario) {
        return new Sipp(directory, scenario, carrier);
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier:
            realm: outside
            match: { group: carriers }
            send-to: sip:127.0.0.1:%3$d
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations:
              - { uri: "sip:127.0.0.1:%4$d" }
              - { uri: "sip:127.0.0.1:%5$d" }
        routes:
          - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
        flood: { exempt: [carriers] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                .formatted(outside, Sipp.freePort(), carrier, firstPbx, secondPbx);
    }
}
