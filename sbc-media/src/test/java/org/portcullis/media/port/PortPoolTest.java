package org.portcullis.media.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;

class PortPoolTest {
    private static final int PAIRS = 100;
    private static final PacketHandler NOBODY = (packet, high, low, port) -> {};

    private final Counters counters = new Counters();
    private final Machine machine = new Machine();
    private final PortPool pool = pool(1);

    @Test
    void shouldTakeAnEvenPortAndTheOddAbove() {
        PortPair pair = pool.take(machine, NOBODY, NOBODY).orElseThrow();

        assertEquals(0, pair.rtpPort() % 2);
        assertEquals(pair.rtpPort() + 1, pair.rtcpPort());
        assertEquals(Set.of(pair.rtpPort(), pair.rtcpPort()), machine.bound);
    }

    @Test
    void shouldTakeEveryPairOnceInAnOrderOfChance() {
        List<Integer> one = ports(pool, PAIRS);
        machine.bound.clear();
        List<Integer> other = ports(pool(2), PAIRS);

        assertEquals(new HashSet<>(one), new HashSet<>(other));
        assertEquals(PAIRS, new HashSet<>(one).size());
        assertNotEquals(one, other);
        assertNotEquals(one.stream().sorted().toList(), one);
    }

    @Test
    void shouldLetAPortRestForAsLongAsOthersAreFree() {
        PortPair first = pool.take(machine, NOBODY, NOBODY).orElseThrow();
        first.close();

        List<Integer> next = ports(pool, PAIRS - 1);
        assertFalse(next.contains(first.rtpPort()));
        assertEquals(first.rtpPort(), pool.take(machine, NOBODY, NOBODY).orElseThrow().rtpPort());
    }

    @Test
    void shouldCountExhaustionAndRecoverFromIt() {
        List<PortPair> held = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            held.add(pool.take(machine, NOBODY, NOBODY).orElseThrow());
        }
        assertEquals(Optional.empty(), pool.take(machine, NOBODY, NOBODY));
        assertEquals(1, figure("portcullis_media_ports_exhausted_total"));
        assertEquals(0, figure("portcullis_media_ports_free"));
        assertEquals(2 * PAIRS, figure("portcullis_media_ports_in_use"));

        held.getFirst().close();
        held.getFirst().close();
        assertEquals(2, figure("portcullis_media_ports_free"));
        assertTrue(pool.take(machine, NOBODY, NOBODY).isPresent());
        assertEquals(Optional.empty(), pool.take(machine, NOBODY, NOBODY));
    }

    @Test
    void shouldPassOverPortsOfOtherPrograms() {
        for (int pair = 0; pair < PAIRS; pair += 2) {
            machine.foreign.add(20_000 + 2 * pair + pair / 2 % 2); // the even one, the odd one
        }
        List<Integer> got = ports(pool, PAIRS / 2);

        assertTrue(got.stream().allMatch(port -> (port - 20_000) / 2 % 2 == 1), got::toString);
        assertEquals(PAIRS, machine.bound.size());
        assertTrue(figure("portcullis_media_ports_taken_total") > 0);
        assertEquals(Optional.empty(), pool.take(machine, NOBODY, NOBODY));
        assertEquals(PAIRS, figure("portcullis_media_ports_in_use"));

        machine.foreign.clear();
        assertTrue(pool.take(machine, NOBODY, NOBODY).isPresent());
    }

    @Test
    void shouldBeSharedByLoops() throws InterruptedException {
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            loops.add(Thread.ofPlatform().start(() -> takeAndGive(new Random(loops.size()))));
        }
        for (Thread loop : loops) {
            loop.join();
        }

        assertEquals(0, figure("portcullis_media_ports_in_use"));
        assertEquals(PAIRS, new HashSet<>(ports(pool, PAIRS)).size());
    }

    private void takeAndGive(Random random) {
        Machine its = new Machine();
        List<PortPair> held = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (held.size() < PAIRS / 4 && random.nextBoolean()) {
                held.add(pool.take(its, NOBODY, NOBODY).orElseThrow());
            } else if (!held.isEmpty()) {
                held.remove(random.nextInt(held.size())).close();
            }
        }
        held.forEach(PortPair::close);
    }

    private List<Integer> ports(PortPool from, int pairs) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            ports.add(from.take(machine, NOBODY, NOBODY).orElseThrow().rtpPort());
        }
        return ports;
    }

    private long figure(String name) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }

    private PortPool pool(long seed) {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return new PortPool(
                "outside",
                new MediaRealm(loopback, loopback, 20_000, 20_000 + 2 * PAIRS - 1),
                new Random(seed),
                counters);
    }

    /** A system that keeps account of its ports. */
    private static final class Machine implements MediaSockets {
        private final Set<Integer> foreign = new HashSet<>();
        private final Set<Integer> bound = new HashSet<>();

        @Override
        public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
            int port = local.getPort();
            if (foreign.contains(port) || !bound.add(port)) {
                return Optional.empty();
            }
            return Optional.of(
                    new MediaSocket() {
                        @Override
                        public boolean send(ByteBuf packet, Endpoint to) {
                            return true;
                        }

                        @Override
                        public void close() {
                            bound.remove(port);
                        }
                    });
        }
    }
}
