package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.peers.Phone.Desk;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** Phones register through the box with Kamailio, which authenticates them, and call each other. */
@NeedsCommand({"baresip", "kamailio", "openssl"})
class RegisteredPhonesTest {
    private static final Pattern TOKEN =
            Pattern.compile("PBX REGISTER sip:127\\.0\\.0\\.1:\\d+ <sip:reg-[a-z2-7]{25}@");

    @TempDir private Path directory;

    private final int pbx = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int udp = Sipp.freePort();
    private final int tcp = Sipp.freePort();
    private final int tls = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "tls"})
    void shouldRegisterCallAndBeCalled(String transport) {
        Pki pki = new Pki(directory, "ca");
        pki.issue("box", "IP:127.0.0.1");
        pki.issue("200", "IP:127.0.0.1");
        try (Program registrar = Registrar.start(directory, pbx);
                Box box = Box.start(directory, configuration(), List.of())) {
            try (Phone caller = Phone.start(directory, desk("100", "udp", 440));
                    Phone callee = Phone.start(directory, desk("200", transport, 700))) {
                box.awaitMetric("portcullis_registrations", 2);
                caller.call("200");
                callee.awaitCall();
                caller.awaitHears(callee.tone());
                callee.awaitHears(caller.tone());
                caller.hangUp();
                callee.awaitHangup();
                callee.call("100");
                caller.awaitCall();
                callee.hangUp();
                caller.awaitHangup();
                assertKnowsNoPhone(registrar.output());
                assertFalse(callee.output().contains("reg-"), callee.output());
            }
            // Both take their registrations back as they end.
            box.awaitMetric("portcullis_registrations", 0);
            box.awaitMetric("portcullis_calls", 0);
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private static void assertKnowsNoPhone(String seen) {
        assertTrue(TOKEN.matcher(seen).find(), seen);
        for (String line : seen.lines().toList()) {
            boolean register = line.contains("PBX REGISTER");
            assertFalse(register && !line.contains("<sip:reg-"), line);
        }
    }

    private Desk desk(String user, String transport, int hertz) {
        int port = transport.equals("tls") ? tls : transport.equals("tcp") ? tcp : udp;
        return new Desk(
                user,
                twoPorts(),
                transport,
                "127.0.0.1:" + port,
                new Tone(hertz),
                Registrar.PASSWORD);
    }

    private static int twoPorts() {
        int port = Sipp.freePort();
        for (int next = Sipp.freePort(); next != port + 1; next = Sipp.freePort()) {
            port = next;
        }
        return port;
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%2$d, tls:127.0.0.1:%3$d]
            media: { ports: 30000-31999 }
            tls: { certificates: [{ chain: box.pem, key: box.key }] }
          inside:
            listen: [udp:127.0.0.1:%4$d]
            media: { ports: 32000-33999 }
            trust: trusted
        address-groups: { anywhere: [0.0.0.0/0, "::/0"] }
        trunks:
          phones: { realm: outside, match: { group: anywhere } }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%5$d" }]
        routes: [{ name: phones, from: { trunk: phones }, to: { dispatcher: pbx } }]
        flood: { exempt: [anywhere] }
        """
                .formatted(udp, tcp, tls, inside, pbx);
    }
}
