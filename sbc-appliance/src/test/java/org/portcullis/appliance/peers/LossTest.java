package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/**
 * The box in a network namespace of its own, with one datagram of twenty lost in each direction.
 * Needs root.
 */
@NeedsCommand({"sipp", "ip", "nft"})
@SuppressWarnings("try") // the PBXs only have to run
class LossTest {
    private static final String BOX = "portcullis-box";
    private static final String PEERS = "portcullis-peers";
    private static final List<String> IN_BOX = List.of("ip", "netns", "exec", BOX);
    private static final List<String> IN_PEERS = List.of("ip", "netns", "exec", PEERS);

    @TempDir private Path directory;

    @BeforeEach
    void connect() {
        disconnect();
        run("ip", "netns", "add", BOX);
        run("ip", "netns", "add", PEERS);
        run(
                "ip", "link", "add", "pcbox", "netns", BOX, "type", "veth", "peer", "name",
                "pcpeers", "netns", PEERS);
        run("ip", "-n", BOX, "address", "add", "10.77.0.1/24", "dev", "pcbox");
        run("ip", "-n", PEERS, "address", "add", "10.77.0.2/24", "dev", "pcpeers");
        for (String[] device : new String[][] {{BOX, "pcbox"}, {PEERS, "pcpeers"}}) {
            run("ip", "-n", device[0], "link", "set", "lo", "up");
            run("ip", "-n", device[0], "link", "set", device[1], "up");
        }
        for (String hook : List.of("input", "output")) {
            run("ip", "netns", "exec", BOX, "nft", "add table inet loss" + hook);
            run(
                    "ip",
                    "netns",
                    "exec",
                    BOX,
                    "nft",
                    "add chain inet loss%s c { type filter hook %s priority 0 ; }"
                            .formatted(hook, hook));
            String way = hook.equals("input") ? "iifname" : "oifname";
            run(
                    "ip",
                    "netns",
                    "exec",
                    BOX,
                    "nft",
                    "add rule inet loss%s c %s pcbox meta l4proto udp numgen random mod 100 < 5 counter drop"
                            .formatted(hook, way));
        }
    }

    @AfterEach
    void disconnect() {
        for (String namespace : List.of(BOX, PEERS)) {
            try (Program program =
                    Program.start(
                            directory, "delete", List.of("ip", "netns", "delete", namespace))) {
                program.exitCode(); // there may be none yet
            }
        }
    }

    @Test
    void shouldCompleteEveryCallThoughDatagramsAreLost() {
        try (Box box = Box.start(directory, CONFIGURATION, IN_BOX);
                Program first = pbx(5090);
                Program second = pbx(5091)) {
            Sipp.Result result =
                    new Sipp(directory, "caller", "10.77.0.2", 5070, IN_PEERS)
                            .call("10.77.0.1:5060", 300, 30, 5000);
            assertEquals(300, result.successful(), result.toString());
            assertEquals(0, result.failed());
            assertTrue(result.retransmissions() > 0, "something was lost");
        }
    }

    private Program pbx(int port) {
        return new Sipp(directory, "pbx", "10.77.0.2", port, IN_PEERS).start();
    }

    private void run(String... command) {
        Program.run(directory, command);
    }

    private static final String CONFIGURATION =
            """
            realms:
              outside:
                listen: [udp:10.77.0.1:5060]
                media: { address: 10.77.0.1, ports: 30000-31999 }
              inside:
                listen: [udp:10.77.0.1:5062]
                media: { address: 10.77.0.1, ports: 35000-36999 }
                trust: trusted
            address-groups: { carriers: [10.77.0.2/32] }
            trunks:
              carrier: { realm: outside, match: { group: carriers }, send-to: "sip:10.77.0.2:5070" }
            dispatcher:
              pbx:
                realm: inside
                destinations: [{ uri: "sip:10.77.0.2:5090" }, { uri: "sip:10.77.0.2:5091" }]
            routes:
              - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
            flood: { exempt: [carriers] }
            """;
}
