package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.portcullis.core.transport.StreamLimits;

class ConnectionCountTest {
    private static final int ALL = 20;
    private static final int PER_SOURCE = 6;

    private final ConnectionCount count =
            new ConnectionCount(
                    new StreamLimits(
                            ALL,
                            PER_SOURCE,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            1,
                            Duration.ofSeconds(1),
                            1));

    /** Sources 1 to 5 connect to us; 0 stands for connections of our own. */
    @Test
    void shouldGiveOutExactlyThePlacesThereAre() {
        Random random = new Random(7);
        List<Deque<Integer>> open = new ArrayList<>();
        for (int source = 0; source <= 5; source++) {
            open.add(new ArrayDeque<>());
        }
        int total = 0;
        for (int i = 0; i < 20_000; i++) {
            int source = random.nextInt(6);
            Deque<Integer> own = open.get(source);
            if (random.nextInt(5) < 3) {
                boolean room = total < ALL && (source == 0 || own.size() < PER_SOURCE);
                assertEquals(room, acquire(source));
                if (room) {
                    own.push(i);
                    total++;
                }
            } else if (!own.isEmpty()) {
                own.pop();
                total--;
                release(source);
            }
            assertEquals(total, count.total());
            assertEquals(
                    open.stream().skip(1).filter(one -> !one.isEmpty()).count(), count.sources());
        }
    }

    @Test
    void shouldForgetASourceThatWasTurnedAway() {
        for (int i = 0; i < ALL; i++) {
            assertTrue(acquire(0));
        }
        assertFalse(acquire(1));
        assertEquals(0, count.sources());
    }

    private boolean acquire(int source) {
        return source == 0 ? count.acquire() : count.acquire(address(source));
    }

    private void release(int source) {
        if (source == 0) {
            count.release();
        } else {
            count.release(address(source));
        }
    }

    private static InetAddress address(int source) {
        return InetAddress.ofLiteral("192.0.2." + source);
    }
}
