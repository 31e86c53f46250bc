package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.peers.Phone.Desk;
import org.portcullis.appliance.testing.NeedsModule;
import org.portcullis.appliance.testing.NodeModules;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** SIP.js in Chromium registers with Kamailio over WSS and is called by a phone over UDP. */
@NeedsCommand({"chromium", "baresip", "kamailio", "openssl"})
@NeedsModule("sip.js")
class SipJsRegistersTest {
    @TempDir private Path directory;

    private final int wss = Sipp.freePort();
    private final int udp = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int pbx = Sipp.freePort();

    @Test
    void shouldRegisterAndBeCalledOverItsOwnConnection() {
        new Pki(directory, "ca").issue("box", "IP:127.0.0.1");
        try (Program registrar = Registrar.start(directory, pbx);
                WebPages pages = new WebPages(page(), NodeModules.directoryWith("sip.js"));
                Box box = Box.start(directory, configuration(pages), List.of());
                Program browser = Chromium.open(directory, pages.origin() + "/")) {
            browser.await(output -> output.contains("page: registration Registered"));
            try (Phone caller = Phone.start(directory, desk())) {
                box.awaitMetric("portcullis_registrations", 2);
                caller.call("200");
                browser.await(output -> output.contains("page: call Established"));
                caller.hangUp();
                browser.await(output -> output.contains("page: call Terminated"));
            }
            pages.giveTurn("unregister");
            browser.await(output -> output.contains("page: registration Unregistered"));
            box.awaitMetric("portcullis_registrations", 0);
            assertEquals(
                    1,
                    box.metric("portcullis_sip_connections_accepted_total", "transport=\"wss\""));
            assertFalse(registrar.output().contains(".invalid"), registrar.output());
            box.awaitMetric("portcullis_calls", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private Desk desk() {
        int port = Sipp.freePort();
        for (int next = Sipp.freePort(); next != port + 1; next = Sipp.freePort()) {
            port = next;
        }
        String at = "127.0.0.1:" + udp;
        return new Desk("100", port, "udp", at, new Tone(440), Registrar.PASSWORD);
    }

    private String page() {
        try (InputStream in =
                SipJsRegistersTest.class.getResourceAsStream("/browser/registers.html")) {
            if (in == null) {
                throw new AssertionError("no page");
            }
            return new String(in.readAllBytes(), UTF_8)
                    .replace("@PASSWORD@", Registrar.PASSWORD)
                    .replace("@WSS@", "wss://127.0.0.1:" + wss + "/sip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(WebPages pages) {
        return """
        realms:
          outside:
            listen: [wss:127.0.0.1:%1$d, udp:127.0.0.1:%2$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
            origins: ["%5$s"]
          inside:
            listen: [udp:127.0.0.1:%3$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { anywhere: [0.0.0.0/0, "::/0"] }
        trunks:
          phones: { realm: outside, match: { group: anywhere } }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%4$d" }]
        routes: [{ name: phones, from: { trunk: phones }, to: { dispatcher: pbx } }]
        flood: { exempt: [anywhere] }
        """
                .formatted(wss, udp, inside, pbx, pages.origin());
    }
}
