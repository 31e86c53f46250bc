package org.portcullis.security.ban;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.testing.NeedsCommand;

/** Real sets in a network namespace of their own. */
@NeedsCommand({"ip", "nft"})
class NftSetTest {
    private static final List<String> RULES =
            List.of(
                    "add table inet edge",
                    "add set inet edge banned { type ipv4_addr; flags timeout; }",
                    "add set inet edge banned6 { type ipv6_addr; flags timeout; }");
    private static final String NAMESPACE = "nftset" + ProcessHandle.current().pid();

    private final NftSet sets =
            new NftSet(
                    new NftSettings("inet", "edge", Optional.of("banned"), Optional.of("banned6")),
                    List.of("ip", "netns", "exec", NAMESPACE, "nft", "-f", "-"));

    @BeforeEach
    void make() throws Exception {
        run("ip", "netns", "add", NAMESPACE);
    }

    @AfterEach
    void remove() throws Exception {
        run("ip", "netns", "del", NAMESPACE);
    }

    @Test
    void shouldPutAddressesInAndTakeThemOut() throws Exception {
        rules();
        nft("add element inet edge banned { 203.0.113.9 timeout 1h }");
        Ban first = ban("198.51.100.1", Optional.empty(), 600);
        Ban second = ban("2001:db8::1", Optional.empty(), 600);
        sets.bring(List.of(first, second, ban("198.51.100.3", Optional.of("alice"), 600)), 0);
        assertTrue(elements("banned").contains("198.51.100.1 timeout 10m"));
        assertTrue(elements("banned6").contains("2001:db8::1 timeout 10m"));
        assertFalse(elements("banned").contains("198.51.100.3"), "one user only");
        assertFalse(elements("banned").contains("203.0.113.9"), "from before");
        sets.bring(List.of(ban("198.51.100.1", Optional.empty(), 7200)), 0);
        assertTrue(elements("banned").contains("198.51.100.1 timeout 2h"));
        assertFalse(elements("banned6").contains("2001:db8::1"));
        // As when the kernel has ended it before us.
        nft("delete element inet edge banned { 198.51.100.1 }");
        sets.bring(List.of(), 0);
        assertFalse(elements("banned").contains("198.51.100.1"));
    }

    @Test
    void shouldTakeThousandsAtOnce() throws Exception {
        rules();
        List<Ban> bans = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            bans.add(ban("10.0." + i / 250 + "." + i % 250, Optional.empty(), 600));
        }
        sets.bring(bans, 0);
        assertEquals(5_000, elements("banned").split("timeout 10m", -1).length - 1);
    }

    @Test
    void shouldSayWhatNftSaidAndBeginAnew() throws Exception {
        List<Ban> bans = List.of(ban("198.51.100.1", Optional.empty(), 600));
        IOException failed = assertThrows(IOException.class, () -> sets.bring(bans, 0));
        assertTrue(failed.toString().contains("No such file"), failed.toString());
        rules();
        sets.bring(bans, 0);
        assertTrue(elements("banned").contains("198.51.100.1"));
    }

    @Test
    void shouldTakeNoNameThatIsMoreThanOne() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new NftSettings(
                                "inet", "a; flush ruleset", Optional.empty(), Optional.empty()));
    }

    private static void rules() throws Exception {
        for (String rule : RULES) {
            nft(rule);
        }
    }

    private static void nft(String command) throws Exception {
        run("ip", "netns", "exec", NAMESPACE, "nft", command);
    }

    private static String elements(String set) throws Exception {
        return run("ip", "netns", "exec", NAMESPACE, "nft", "list", "set", "inet", "edge", set);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static Ban ban(String address, Optional<String> user, int seconds) throws IOException {
        Duration time = Duration.ofSeconds(seconds);
        return new Ban(InetAddress.getByName(address), user, BanReason.FLOOD, 1, time, time);
    }
}
