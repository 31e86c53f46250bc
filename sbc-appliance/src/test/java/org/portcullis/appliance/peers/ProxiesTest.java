package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.testing.NeedsCommand;

/** The box between two Kamailios that stay in the route of every dialog. */
@NeedsCommand({"sipp", "kamailio"})
@SuppressWarnings("try") // the peers only have to run
class ProxiesTest {
    private static final int CALLS = 100;
    private static final int PER_SECOND = 20;

    @TempDir private Path directory;

    private final Proxy front = Proxy.free();
    private final Proxy back = Proxy.free();

    /** A proxy's ports, and those of its neighbours. */
    private record Proxy(int udp, int other, int sipp, int box) {
        static Proxy free() {
            return new Proxy(Sipp.freePort(), Sipp.freePort(), Sipp.freePort(), Sipp.freePort());
        }

        /** Where it listens for the box. */
        int port(String transport) {
            return transport.equals("udp") ? udp : other;
        }

        Program start(Path directory, String transport) throws IOException {
            Files.createDirectory(directory);
            return Kamailio.start(directory, transport, port(transport), udp, sipp, box);
        }

        String uri(String transport) {
            return "sip:127.0.0.1:" + port(transport) + ";transport=" + transport;
        }
    }

    @ParameterizedTest
    @CsvSource({"tcp, udp", "udp, tcp"})
    void shouldKeepEveryRoute(String before, String behind) throws IOException {
        try (Program one = front.start(directory.resolve("front"), before);
                Program other = back.start(directory.resolve("back"), behind);
                Box box = Box.start(directory, configuration(before, behind), List.of())) {
            call(box, "caller", "pbx-routed");
            call(box, "caller-changing", "pbx-changing");
            call(box, "caller-cancel-routed", "pbx-ringing");
            assertEquals(2 * CALLS, box.metric("portcullis_calls_answered_total"));
            // What is sent again counts again.
            assertTrue(sent(box, "INVITE", "back") >= 4 * CALLS, "three calls, one changed");
            assertTrue(sent(box, "INVITE", "front") >= CALLS, "and once by the called side");
            assertTrue(sent(box, "BYE", "back") >= CALLS, "the caller hangs up");
            assertTrue(sent(box, "BYE", "front") >= CALLS, "the called side hangs up");
            assertTrue(sent(box, "CANCEL", "back") >= CALLS);
            box.awaitMetric("portcullis_sip_transactions", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private static double sent(Box box, String method, String realm) {
        return box.metric(
                "portcullis_sip_requests_sent_total",
                "method=\"" + method + "\",realm=\"" + realm + '"');
    }

    private void call(Box box, String caller, String pbx) {
        try (Program called = new Sipp(directory, pbx, back.sipp()).start()) {
            Sipp.Result result =
                    new Sipp(directory, caller, front.sipp())
                            .call("127.0.0.1:" + front.udp(), CALLS, PER_SECOND, 100);
            assertEquals(CALLS, result.successful(), caller + result + box.output());
            assertEquals(0, result.failed(), caller);
            box.awaitMetric("portcullis_calls", 0);
        }
    }

    private String configuration(String before, String behind) {
        return """
        realms:
          front:
            listen: [%1$s:127.0.0.1:%2$d]
            media: { ports: 30000-31999 }
          back:
            listen: [%3$s:127.0.0.1:%4$d]
            media: { ports: 32000-33999 }
        address-groups: { all: [127.0.0.1/32] }
        trunks:
          front: { realm: front, match: { group: all }, send-to: "%5$s" }
          back: { realm: back, match: { group: all }, send-to: "%6$s" }
        routes:
          - { name: inbound, from: { trunk: front }, to: { trunk: back } }
        flood: { exempt: [all] }
        timers: { t1: 100ms, t2: 400ms, t4: 500ms }
        """
                .formatted(
                        before,
                        front.box(),
                        behind,
                        back.box(),
                        front.uri(before),
                        back.uri(behind));
    }
}
