package org.portcullis.security.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

class FloodTreeTest {

    private static final long SECOND = 1_000_000_000;

    private final Counter evictions = new Counters().counter("evictions_total", "Evictions.");

    /** Somewhere before the sign changes, as a nanosecond clock may. */
    private long nowNanos = Long.MAX_VALUE - SECOND;

    /** Registered at every address. */
    private int devices = 1;

    private FloodTree tree = tree(FloodSettings.DEFAULT, 1 << 16);

    @Test
    void shouldRefuseTheSameRequestAsKamailio() {
        assertEquals(39, firstRefused("198.51.100.1"), "on a cold tree");
        assertEquals(31, firstRefused("198.51.100.2"), "in the same /24");
        assertEquals(32, firstRefused("198.51.7.1"), "in the same /16");
        assertEquals(33, firstRefused("198.7.7.1"), "in another /16");
        assertEquals(39, firstRefused("203.0.113.1"), "in another /8");
    }

    @Test
    void shouldGrowOneNodePerByteOfIpv6() {
        // 6 requests for the first byte, 2 for each of the next 15, then 30 of the address.
        assertEquals(7 + 15 + 30 - 1, firstRefused("2001:db8::1"));
        assertEquals(16, tree.size());
        assertEquals(31, firstRefused("2001:db8::2"));
    }

    @ParameterizedTest
    @CsvSource({"0, 39", "1, 39", "2, 69", "20, 609", "2147483647, 30009"})
    void shouldAllowEachRegisteredDeviceTheDensity(int registered, int firstRefused) {
        devices = registered;
        assertEquals(firstRefused, firstRefused("198.51.100.1"));
    }

    @Test
    void shouldCountTheDevicesAgainInEveryWindow() {
        hit("198.51.100.1", 9 + 30);
        assertEquals(Mark.RED, hit("198.51.100.1", 1));
        devices = 2;
        assertEquals(Mark.RED, hit("198.51.100.1", 1));
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 59));
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1));
        devices = 1;
        pass(2);
        assertEquals(Mark.RED, hit("198.51.100.1", 29));
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 29));
    }

    @Test
    void shouldKeepCountingARedSourceAndLetItGoWhenItCalmsDown() {
        hit("198.51.100.1", 38);
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1));
        assertEquals(Mark.RED, hit("198.51.100.1", 1));
        pass(2);
        // The window just ended was over the density.
        assertEquals(Mark.RED, hit("198.51.100.1", 29));
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 1));
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 29));
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1));
    }

    @Test
    void shouldGoOnCountingUnderOtherSettings() {
        assertEquals(Mark.PASSED, hit("198.51.100.1", 9 + 20));
        tree.use(with(100, 2), nowNanos);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 40), "60 in all");
        tree.use(with(62, 2), nowNanos);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 1));
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1), "the 62nd");
        tree.use(with(100, 2), nowNanos);
        assertEquals(Mark.RED, hit("198.51.100.1", 1), "until the window turns");
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 1));
    }

    @Test
    void shouldTurnTheWindowByTheNewLength() {
        tree = tree(with(30, 3_600), 1 << 16);
        hit("198.51.100.1", 39);
        tree.use(with(30, 2), nowNanos);
        pass(2);
        assertEquals(Mark.RED, hit("198.51.100.1", 1), "for what it sent in the last one");
        pass(2);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 1));
    }

    @Test
    void shouldForgetAfterTheNewLatency() {
        for (int i = 1; i < 100; i++) {
            hit("198.51.100." + i, 39);
        }
        tree.use(
                new FloodSettings(Duration.ofSeconds(2), 30, Duration.ofSeconds(3), List.of()),
                nowNanos);
        hit("203.0.113.1", 39);
        pass(4);
        hit("192.0.2.1", 1);
        pass(4);
        hit("192.0.2.1", 1);
        pass(4);
        hit("192.0.2.1", 1);
        pass(4);
        hit("192.0.2.1", 1);
        assertEquals(1, tree.size(), "all but the first byte of the last one");
    }

    private static FloodSettings with(int density, int samplingSeconds) {
        return new FloodSettings(
                Duration.ofSeconds(samplingSeconds), density, Duration.ofSeconds(120), List.of());
    }

    @Test
    void shouldTurnRedByTheMeanOfTwoWindows() {
        hit("198.51.100.1", 9 + 29);
        pass(2);
        // 29 before and 29 now are not yet 30 in the mean.
        assertEquals(Mark.PASSED, hit("198.51.100.1", 29));
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1));
    }

    @Test
    void shouldForgetTheLastWindowAfterASilence() {
        hit("198.51.100.1", 40);
        pass(4);
        assertEquals(Mark.PASSED, hit("198.51.100.1", 29));
        assertEquals(Mark.TURNED_RED, hit("198.51.100.1", 1));
    }

    @Test
    void shouldCountARequestOfALaggingLoopInThePresent() {
        hit("203.0.113.1", 1);
        nowNanos -= SECOND;
        hit("198.51.100.1", 1);
        pass(120);
        hit("203.0.113.1", 1);
        assertEquals(2, tree.size());
        pass(1);
        hit("203.0.113.1", 1);
        assertEquals(1, tree.size());
    }

    @Test
    void shouldForgetAnAddressAfterTheRemoveLatency() {
        hit("198.51.100.1", 9);
        pass(119);
        hit("203.0.113.1", 1);
        assertEquals(5, tree.size());
        pass(1);
        hit("203.0.113.1", 1);
        assertEquals(4, tree.size());
    }

    @ParameterizedTest
    @CsvSource({"4, 30, 4", "119, 30, 4", "120, 37, 3", "240, 38, 2", "360, 39, 1", "480, 39, 1"})
    void shouldForgetLevelByLevel(int silentSeconds, int firstRefused, int nodesLeft) {
        hit("198.51.100.1", 9);
        pass(silentSeconds);
        hit("198.51.100.1", 1);
        assertEquals(nodesLeft, tree.size());
        assertEquals(firstRefused - 1, firstRefused("198.51.100.1"));
    }

    @Test
    void shouldStayWithinItsLimitAndKeepTheHotOnes() {
        tree = tree(FloodSettings.DEFAULT, 1_000);
        Random random = new Random(1);
        hit("198.51.100.1", 39);
        for (int i = 0; i < 200_000; i++) {
            byte[] spoofed = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(spoofed);
            tree.hit(spoofed, nowNanos);
            assertTrue(tree.size() <= 1_000);
            if (i % 100 == 0) {
                assertEquals(Mark.RED, hit("198.51.100.1", 1));
            }
        }
        assertTrue(evictions.value() > 0);
        for (int i = 0; i < 20; i++) {
            pass(121);
            hit("203.0.113.1", 1);
        }
        assertEquals(1, tree.size(), "all that went was taken off once");
    }

    /** Against a tree that does at once, everywhere, what this one does when it comes by. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldAgreeWithAPlainTree(int seed) {
        Random random = new Random(seed);
        FloodSettings settings =
                new FloodSettings(
                        Duration.ofSeconds(1 + random.nextInt(5)),
                        4 + random.nextInt(40),
                        Duration.ofSeconds(1 + random.nextInt(20)),
                        List.of());
        tree = tree(settings, 1 << 16);
        PlainTree plain = new PlainTree(settings, nowNanos);
        List<byte[]> sources = sources(random);
        int active = sources.size();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(300) == 0) {
                Collections.shuffle(sources, random);
                active = 1 + random.nextInt(sources.size());
            }
            if (random.nextInt(20) == 0) {
                nowNanos += random.nextLong(SECOND);
            } else if (random.nextInt(500) == 0) {
                nowNanos += random.nextLong(60 * SECOND);
            }
            byte[] source = sources.get(random.nextInt(active));
            assertEquals(plain.hit(source, nowNanos), tree.hit(source, nowNanos), "hit " + i);
            assertEquals(plain.size(), tree.size(), "hit " + i);
        }
    }

    /** Half of them the beginnings of the others, so that an address lies on the way to another. */
    private static List<byte[]> sources(Random random) {
        List<byte[]> sources = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] ipv6 = new byte[16];
            ipv6[0] = (byte) (32 + random.nextInt(2));
            ipv6[2] = (byte) random.nextInt(2);
            ipv6[3] = (byte) random.nextInt(3);
            ipv6[15] = (byte) random.nextInt(3);
            sources.add(ipv6);
            sources.add(Arrays.copyOf(ipv6, 4));
        }
        Collections.shuffle(sources, random);
        return sources;
    }

    private FloodTree tree(FloodSettings settings, int maxNodes) {
        return new FloodTree(settings, maxNodes, address -> devices, evictions, nowNanos);
    }

    private int firstRefused(String source) {
        int request = 1;
        while (hit(source, 1) == Mark.PASSED) {
            request++;
        }
        return request;
    }

    private Mark hit(String source, int times) {
        Mark mark = Mark.PASSED;
        byte[] address = address(source);
        for (int i = 0; i < times; i++) {
            mark = tree.hit(address, nowNanos);
        }
        return mark;
    }

    private void pass(int seconds) {
        nowNanos += seconds * SECOND;
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(text, e);
        }
    }
}
