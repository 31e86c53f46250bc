package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.testing.NeedsModule;
import org.portcullis.appliance.testing.NodeModules;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** SIP.js in Chromium writes to SIPp, calls it, hangs up and is hung up on (RFC 7118). */
@NeedsCommand({"chromium", "sipp", "openssl"})
@NeedsModule("sip.js")
class SipJsTest {
    private static final Path SOCKETS = Path.of("/proc/net/tcp");

    @TempDir private Path directory;

    private final int ws = Sipp.freePort();
    private final int wss = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int peer = Sipp.freePort();

    /** What runs, and the transport whose turn it is. */
    private record Stage(String transport, WebPages pages, Box box, Program browser) {
        void giveTurn(String name) {
            pages.giveTurn(transport + "-" + name);
        }

        void awaitSaid(String text) {
            browser.await(output -> output.contains(line(text)));
        }

        int placeOf(String text) {
            return browser.output().indexOf(line(text));
        }

        private String line(String text) {
            return "page: " + transport + " " + text;
        }
    }

    @Test
    void shouldCarryMessagesAndCallsOfSipJsOverOneConnectionOfEachTransport() {
        new Pki(directory, "ca").issue("box", "IP:127.0.0.1");
        try (WebPages pages = new WebPages(page(), NodeModules.directoryWith("sip.js"));
                Box box = Box.start(directory, configuration(pages), List.of());
                Program browser = Chromium.open(directory, pages.origin() + "/")) {
            useEverything(new Stage("ws", pages, box, browser));
            assertEquals(1, box.metric("portcullis_sip_connections_accepted_total"));
            useEverything(new Stage("wss", pages, box, browser));
            assertEquals(2, box.metric("portcullis_sip_connections_accepted_total"));

            box.awaitMetric("portcullis_sip_connections", 0);
            box.awaitMetric("portcullis_calls", 0);
            box.awaitMetric("portcullis_media_sessions", 0);
            box.awaitMetric("portcullis_media_ports_in_use", 0);
            box.awaitMetric("portcullis_sip_transactions", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private void useEverything(Stage stage) {
        stage.giveTurn("start");
        stage.awaitSaid("options answered 200");
        String output = stage.browser().output();
        assertTrue(stage.placeOf("transport Connected") >= 0, output);
        String contact = stage.line("contact sip:") + "\\w+@\\w+\\.invalid;transport=ws";
        assertTrue(Pattern.compile(contact).matcher(output).find(), output);
        write(stage);
        callAndHangUp(stage);
        callAndBeHungUpOn(stage);
        stage.awaitSaid("agent Stopped");
    }

    private void write(Stage stage) {
        try (Program receiver = listening(stage, "receiver")) {
            stage.giveTurn("message");
            stage.awaitSaid("message answered 200");
            awaitTrace(receiver, stage, "receiver", "Lunch at 12?");
        }
        assertNothingLeaked(stage, "receiver");
    }

    private void callAndHangUp(Stage stage) {
        try (Program pbx = listening(stage, "pbx")) {
            stage.giveTurn("hanging-up");
            stage.awaitSaid("bye answered 200");
            stage.awaitSaid("hanging-up Terminated");
            awaitTrace(pbx, stage, "pbx", "CSeq: 1 ACK", "BYE sip:");
        }
        assertStood(stage, "hanging-up");
        assertNothingLeaked(stage, "pbx");
    }

    private void callAndBeHungUpOn(Stage stage) {
        try (Program pbx = listening(stage, "pbx-hangs-up")) {
            stage.giveTurn("hung-up-on");
            stage.awaitSaid("hung-up-on Terminated");
            assertEquals(0, pbx.exitCode(), "its BYE was answered: " + pbx.output());
        }
        assertStood(stage, "hung-up-on");
        assertNothingLeaked(stage, "pbx-hangs-up");
    }

    private static void assertStood(Stage stage, String call) {
        String output = stage.browser().output();
        int established = stage.placeOf(call + " Established");
        assertTrue(stage.placeOf(call + " answered 200") >= 0, output);
        assertTrue(established >= 0, output);
        assertTrue(established < stage.placeOf(call + " Terminated"), output);
        int answer = stage.placeOf("answer m=audio 3"); // a port of ours
        assertTrue(answer >= 0 && answer < established, output);
    }

    private void assertNothingLeaked(Stage stage, String scenario) {
        String trace = trace(stage, scenario);
        assertFalse(trace.contains(".invalid"), trace);
        assertFalse(trace.contains("example.com"), trace);
        assertFalse(trace.contains("SecretPhone"), trace);
    }

    /** Starts SIPp for one call once its forerunner is gone, and waits until it can take it. */
    private Program listening(Stage stage, String scenario) {
        stage.box().awaitMetric("portcullis_sip_connections", 1); // the browser's
        Program sipp =
                new Sipp(directory, scenario, peer)
                        .with("-t", "t1", "-m", "1", "-trace_msg")
                        .with("-message_file", traceFile(stage, scenario).toString())
                        .start();
        String socket = "0100007F:%04X 00000000:0000 0A".formatted(peer); // 0A: it listens
        sipp.await(output -> read(SOCKETS).contains(socket));
        return sipp;
    }

    private void awaitTrace(Program sipp, Stage stage, String scenario, String... texts) {
        sipp.await(output -> List.of(texts).stream().allMatch(trace(stage, scenario)::contains));
    }

    private String trace(Stage stage, String scenario) {
        return read(traceFile(stage, scenario));
    }

    private Path traceFile(Stage stage, String scenario) {
        return directory.resolve(stage.transport() + "-" + scenario + ".trace");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String page() {
        try (InputStream in = SipJsTest.class.getResourceAsStream("/browser/sipjs.html")) {
            if (in == null) {
                throw new AssertionError("no page");
            }
            return new String(in.readAllBytes(), UTF_8)
                    .replace("@WS@", "ws://127.0.0.1:" + ws + "/sip")
                    .replace("@WSS@", "wss://127.0.0.1:" + wss + "/sip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * TCP inside, where nothing waits for retransmissions: SIPp takes one of an INVITE that it has
     * answered for an error. T1 only says how long ended transactions of INVITE stay.
     */
    private String configuration(WebPages pages) {
        return """
        realms:
          web:
            listen: [ws:127.0.0.1:%1$d, wss:127.0.0.1:%2$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
            origins: ["%5$s"]
          inside:
            listen: [tcp:127.0.0.1:%3$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { all: [127.0.0.1] }
        trunks:
          page: { realm: web, match: { group: all }, send-to: "sip:127.0.0.1:9;transport=ws" }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%4$d;transport=tcp" }]
        routes: [{ name: in, from: { trunk: page }, to: { dispatcher: pbx } }]
        timers: { t1: 50ms, t2: 1s, t4: 1s }
        """
                .formatted(ws, wss, inside, peer, pages.origin());
    }
}
