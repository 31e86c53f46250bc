package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** What is known of who calls too much, over the end of the process. */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the PBX only has to run
class FraudRestartTest {
    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int pbx = Sipp.freePort();

    @Test
    void shouldBlockStillAfterAKillAndStartWithAFileThatIsBroken() throws IOException {
        Path file = directory.resolve("state").resolve("fraud");
        try (Program answering = new Sipp(directory, "pbx", pbx).start()) {
            try (Box box = Box.start(directory, configuration(), List.of())) {
                assertEquals(3, call(box), "and two more that were too many");
                assertEquals(1, box.metric("portcullis_fraud_blocked_sources"));
                box.await(() -> read(file).contains("many carrier 3 3 4912345 "));
                box.kill();
            }
            try (Box box = Box.start(directory, configuration(), List.of())) {
                assertEquals(1, box.metric("portcullis_fraud_blocked_sources"));
                assertEquals(0, call(box));
                assertEquals(5, box.metric("portcullis_fraud_refused_total"));
                String lifted = box.delete("/api/v1/fraud/many/carrier");
                assertTrue(lifted.startsWith("200 "), lifted);
                assertEquals(0, box.stop());
            }
            Files.writeString(file, read(file) + "nonsense\n");
            try (Box box = Box.start(directory, configuration(), List.of())) {
                assertTrue(box.output().contains("fraud:"), box.output());
                assertTrue(box.output().contains(": nonsense (expected: a source"), box.output());
                assertEquals(3, call(box), "it was reset before");
            }
        }
    }

    private long call(Box box) {
        long successful =
                new Sipp(directory, "caller", carrier)
                        .call("127.0.0.1:" + outside, 5, 20, 0)
                        .successful();
        box.awaitMetric("portcullis_calls", 0);
        return successful;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier: { realm: outside, match: { group: carriers, port: %3$d } }
        routes: [{ name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }]
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations: [{ uri: "sip:127.0.0.1:%4$d" }]
        fraud:
          rules:
            - { name: many, prefixes: [any], calls: { critical: 3 }, block: 1h }
        flood: { exempt: [carriers] }
        """
                .formatted(outside, inside, carrier, pbx);
    }
}
