package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** Chromium calls SIPp over a WebSocket, and SIPp hangs up. */
@NeedsCommand({"chromium", "sipp", "openssl"})
@SuppressWarnings("try") // the PBX only has to run
class BrowserTest {
    @TempDir private Path directory;

    private final int web = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int pbx = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void shouldCallAndBeHungUpOnOverItsOwnConnection(String transport) {
        new Pki(directory, "ca").issue("box", "IP:127.0.0.1");
        try (Program sipp = new Sipp(directory, "pbx-hangs-up", pbx).with("-m", "1").start();
                Box box = Box.start(directory, configuration(transport), List.of());
                Program browser = browser(transport)) {
            browser.await(output -> output.contains("bye for "));
            assertEquals(0, sipp.exitCode(), "its BYE was answered: " + browser.output());
            String output = browser.output();
            assertTrue(output.contains("open sip"), output);
            assertTrue(output.contains("got SIP/2.0 200 OK / 1 OPTIONS"), output);
            assertTrue(output.contains("got SIP/2.0 180 Ringing / 2 INVITE"), output);
            assertTrue(output.contains(";transport=ws"), output);
            assertTrue(output.contains("bye for sip:web@client.invalid;transport=ws"), output);
            box.awaitMetric("portcullis_calls", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
            box.stop();
            browser.await(all -> all.contains("closed 1001"));
        }
    }

    private Program browser(String transport) {
        Path page = directory.resolve("call.html");
        try (InputStream in = BrowserTest.class.getResourceAsStream("/browser/call.html")) {
            if (in == null) {
                throw new AssertionError("no page");
            }
            Files.writeString(
                    page,
                    new String(in.readAllBytes(), UTF_8)
                            .replace("@URL@", transport + "://127.0.0.1:" + web + "/sip")
                            .replace("@VIA@", transport.equals("ws") ? "WS" : "WSS"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Chromium.open(directory, page.toUri().toString());
    }

    private String configuration(String transport) {
        return """
        realms:
          web:
            listen: [%1$s:127.0.0.1:%2$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
          inside:
            listen: [udp:127.0.0.1:%3$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { all: [127.0.0.1] }
        trunks:
          page: { realm: web, match: { group: all }, send-to: "%4$s:127.0.0.1:9;transport=ws" }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%5$d" }]
        routes: [{ name: in, from: { trunk: page }, to: { dispatcher: pbx } }]
        """
                .formatted(transport, web, inside, transport.equals("ws") ? "sip" : "sips", pbx);
    }
}
