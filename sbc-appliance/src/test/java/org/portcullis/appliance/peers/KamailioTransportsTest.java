package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** Calls between SIPp and the box over the transports of a Kamailio that stands between them. */
@NeedsCommand({"sipp", "kamailio", "openssl"})
@SuppressWarnings("try") // the peers only have to run
class KamailioTransportsTest {
    private static final int CALLS = 60;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int far = Sipp.freePort();
    private final int kamailio = Sipp.freePort();
    private final int kamailioUdp = Sipp.freePort();
    private final int near = Sipp.freePort();
    private final int beyond = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "ws", "wss"})
    void shouldCallThroughAProxy(String transport) {
        Pki pki = certificates();
        try (Program proxy =
                        Kamailio.start(directory, transport, kamailio, kamailioUdp, beyond, far);
                Program pbx = new Sipp(directory, "pbx-routed", beyond).start();
                Box box = Box.start(directory, configuration(transport, pki), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller", near)
                            .call("127.0.0.1:" + outside, CALLS, 30, 500);
            assertEquals(CALLS, result.successful(), result + proxy.output() + box.output());
            assertEquals(0, result.failed());
            assertEquals(0, box.metric("portcullis_calls"));
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
            assertEquals(
                    CALLS,
                    box.metric(
                            "portcullis_sip_requests_sent_total",
                            "method=\"BYE\",realm=\"far\",transport=\"" + transport + '"'));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void shouldBeCalledThroughAProxy(String transport) {
        Pki pki = certificates();
        try (Program proxy =
                        Kamailio.start(directory, transport, kamailio, kamailioUdp, beyond, far);
                Program pbx = new Sipp(directory, "pbx", near).start();
                Box box = Box.start(directory, configuration(transport, pki), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller", beyond)
                            .call("127.0.0.1:" + kamailioUdp, CALLS, 30, 500);
            assertEquals(CALLS, result.successful(), result + proxy.output() + box.output());
            assertEquals(0, result.failed());
            assertEquals(0, box.metric("portcullis_calls"));
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    @Test
    void shouldDropNoCallWhenCertificatesChange() {
        Pki pki = certificates();
        pki.issue("later", "DNS:box.example");
        try (Program proxy = Kamailio.start(directory, "tls", kamailio, kamailioUdp, beyond, far);
                Program pbx = new Sipp(directory, "pbx-routed", beyond).start();
                Box box = Box.start(directory, configuration("tls", pki), List.of());
                Program caller =
                        new Sipp(directory, "caller", near)
                                .with("-m", "100", "-r", "20", "-d", "3000")
                                .with("127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_calls", calls -> calls >= 20);
            pki.replace("box", "later");
            box.awaitMetric("portcullis_tls_reloads_total", "result=\"loaded\"", 1);
            assertTrue(box.metric("portcullis_calls") > 0, "it happened under load");
            String shown =
                    Program.output(
                            directory,
                            "openssl",
                            "s_client",
                            "-cert",
                            "kamailio.pem",
                            "-key",
                            "kamailio.key",
                            "-connect",
                            "127.0.0.1:" + far);
            assertTrue(shown.contains("subject=CN = later\n"), shown);
            assertEquals(0, caller.exitCode(), caller.output() + proxy.output() + box.output());
            assertEquals(100, box.metric("portcullis_calls_answered_total"));
            assertEquals(
                    2,
                    box.metric("portcullis_sip_connections_made_total", "transport=\"tls\""),
                    "one connection of each loop, and no other after it");
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private Pki certificates() {
        Pki pki = new Pki(directory, "ca");
        pki.issue("kamailio", "DNS:kamailio.example");
        pki.issue("box", "DNS:box.example,IP:127.0.0.1");
        return pki;
    }

    private String configuration(String transport, Pki pki) {
        boolean secure = transport.equals("tls") || transport.equals("wss");
        String match = secure ? "tls-name: kamailio.example" : "group: all";
        String uri =
                (secure ? "sips:" : "sip:")
                        + "127.0.0.1:"
                        + kamailio
                        + ";transport="
                        + (transport.startsWith("ws") ? "ws" : transport);
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { ports: 30000-31999 }
          far:
            listen: [%2$s:127.0.0.1:%3$d]
            media: { ports: 32000-33999 }
            tls:
              certificates: [{ chain: box.pem, key: box.key }]
              client-certificates: required
              ca: %4$s
        address-groups: { all: [127.0.0.1/32] }
        trunks:
          sipp: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1:%5$d" }
          kamailio: { realm: far, match: { %6$s }, send-to: "%7$s" }
        routes:
          - { name: out, from: { trunk: sipp }, to: { trunk: kamailio } }
          - { name: in, from: { trunk: kamailio }, to: { trunk: sipp } }
        flood: { exempt: [all] }
        transport: { certificate-check: 200ms, loops: 2 }
        """
                .formatted(outside, transport, far, pki.authority(), near, match, uri);
    }
}
