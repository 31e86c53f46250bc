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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    private final int web = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int peer = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void shouldCarryMessagesAndCallsOfSipJsOverOneConnection(String transport) {
        new Pki(directory, "ca").issue("box", "IP:127.0.0.1");
        String page = resource().replace("@URL@", transport + "://127.0.0.1:" + web + "/sip");
        try (WebPages pages = new WebPages(page, NodeModules.directory());
                Box box = Box.start(directory, configuration(transport, pages), List.of());
                Program browser = Chromium.open(directory, pages.origin() + "/")) {
            awaitSaid(browser, "options answered 200");
            assertTrue(browser.output().contains("page: transport Connected"), browser.output());
            assertTrue(
                    browser.output().matches("(?s).*page: contact sip:\\w+@\\w+\\.invalid;.*"),
                    browser.output());
            takeMessage(pages, box, browser);
            takeCall(pages, box, browser);
            hangUp(pages, box, browser);

            awaitSaid(browser, "agent Stopped");
            box.awaitMetric("portcullis_sip_connections", 0);
            assertEquals(1, box.metric("portcullis_sip_connections_accepted_total"));
            box.awaitMetric("portcullis_calls", 0);
            box.awaitMetric("portcullis_media_sessions", 0);
            box.awaitMetric("portcullis_sip_transactions", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private void takeMessage(WebPages pages, Box box, Program browser) {
        try (Program receiver = listening(box, "receiver")) {
            pages.giveTurn("message");
            awaitSaid(browser, "message answered 200");
            awaitTrace(receiver, "receiver", "Lunch at 12?");
        }
    }

    private void takeCall(WebPages pages, Box box, Program browser) {
        try (Program pbx = listening(box, "pbx")) {
            pages.giveTurn("hanging-up");
            awaitSaid(browser, "bye answered 200");
            awaitSaid(browser, "hanging-up Terminated");
            awaitTrace(pbx, "pbx", "BYE sip:", "CSeq: 1 ACK");
        }
        assertWentThrough(browser.output(), "hanging-up");
        assertFalse(trace("pbx").contains(".invalid"), "the browser's names stay outside");
    }

    private void hangUp(WebPages pages, Box box, Program browser) {
        try (Program pbx = listening(box, "pbx-hangs-up")) {
            pages.giveTurn("hung-up-on");
            awaitSaid(browser, "hung-up-on Terminated");
            assertEquals(0, pbx.exitCode(), "its BYE was answered: " + browser.output());
        }
        assertWentThrough(browser.output(), "hung-up-on");
    }

    private static void assertWentThrough(String output, String call) {
        int answered = output.indexOf("page: " + call + " answered 200");
        int established = output.indexOf("page: " + call + " Established");
        int terminated = output.indexOf("page: " + call + " Terminated");
        assertTrue(answered >= 0 && established >= 0 && established < terminated, output);
        assertTrue(output.substring(0, established).contains("page: answer m=audio 3"), output);
    }

    private static void awaitSaid(Program browser, String text) {
        browser.await(output -> output.contains("page: " + text));
    }

    /** Starts SIPp for one call once its forerunner is gone, and waits until it can take it. */
    private Program listening(Box box, String scenario) {
        box.awaitMetric("portcullis_sip_connections", 1); // the browser's
        Program sipp =
                new Sipp(directory, scenario, peer)
                        .with("-t", "t1", "-m", "1")
                        .with("-trace_msg", "-message_file", scenario + ".trace")
                        .start();
        String socket = "0100007F:%04X 00000000:0000 0A".formatted(peer); // 0A: it listens
        sipp.await(output -> read(SOCKETS).contains(socket));
        return sipp;
    }

    private void awaitTrace(Program sipp, String scenario, String... texts) {
        sipp.await(output -> List.of(texts).stream().allMatch(trace(scenario)::contains));
    }

    private String trace(String scenario) {
        return read(directory.resolve(scenario + ".trace"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource() {
        try (InputStream in = SipJsTest.class.getResourceAsStream("/browser/sipjs.html")) {
            if (in == null) {
                throw new AssertionError("no page");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * TCP inside, where nothing waits for retransmissions: SIPp takes one of an INVITE that it has
     * answered for an error. T1 only says how long ended transactions of INVITE stay.
     */
    private String configuration(String transport, WebPages pages) {
        return """
        realms:
          web:
            listen: [%1$s:127.0.0.1:%2$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
            origins: ["%6$s"]
          inside:
            listen: [tcp:127.0.0.1:%3$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { all: [127.0.0.1] }
        trunks:
          page: { realm: web, match: { group: all }, send-to: "%4$s:127.0.0.1:9;transport=ws" }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%5$d;transport=tcp" }]
        routes: [{ name: in, from: { trunk: page }, to: { dispatcher: pbx } }]
        timers: { t1: 50ms, t2: 1s, t4: 1s }
        """
                .formatted(
                        transport,
                        web,
                        inside,
                        transport.equals("ws") ? "sip" : "sips",
                        peer,
                        pages.origin());
    }
}
