package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.socket.TestInbound;

/**
 * Calls among peers whose messages are damaged, late, repeated and out of order, through the whole
 * stack of one loop. Nothing throws, and nothing is held once everything has timed out.
 *
 * <p>{@code -Dportcullis.mutations=1000000} makes it longer.
 */
class DamageTest {
    private static final int MUTATIONS = Integer.getInteger("portcullis.mutations", 200_000);
    private static final long SEED = Long.getLong("portcullis.seed", 42);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Border border = Border.unguarded();
    private final DamagedPeer caller = peer(border.caller.flow);
    private final List<DamagedPeer> callees =
            border.callees.stream().map(callee -> peer(callee.flow)).toList();

    private DamagedPeer peer(TestFlow flow) {
        return new DamagedPeer(
                flow, new TestInbound(border.time, flow, border.layer::received), random.split());
    }

    @Test
    void shouldStandDamageAndHoldNothingAfterwards() throws Exception {
        List<byte[]> torture = torture();
        border.strangersAllowed = true;
        long forwarded = 0;
        while (caller.damaged + callees.stream().mapToInt(peer -> peer.damaged).sum() < MUTATIONS) {
            switch (random.nextInt(20)) {
                case 0, 1 -> caller.begin("INVITE");
                case 2 -> caller.begin(random.nextBoolean() ? "OPTIONS" : "MESSAGE");
                case 3 -> caller.say(torture.get(random.nextInt(torture.size())));
                case 4 -> border.time.pass(random.nextInt(700));
                case 5, 6, 7, 8, 9 -> caller.react();
                default -> callees.get(random.nextInt(callees.size())).react();
            }
            if (border.manager.live() > 90) {
                // Nobody hangs up for calls whose end was lost.
                border.manager.releaseAll(border.time.nowNanos());
                border.time.passUnevenly(40_000);
            }
            caller.listen();
            for (DamagedPeer callee : callees) {
                forwarded += callee.flow.idle() ? 0 : 1;
                callee.listen();
            }
            while (!border.stranger.idle()) {
                border.stranger.take();
            }
            assertEquals(0, border.time.bugs(), () -> "after " + caller.damaged);
        }
        assertTrue(forwarded > MUTATIONS / 100, "forwarded: " + forwarded);
        long answered =
                border.time
                        .counters()
                        .counter("portcullis_calls_answered_total", "", "origin", "carrier")
                        .value();
        assertTrue(answered > MUTATIONS / 200, "answered: " + answered);
        border.manager.releaseAll(border.time.nowNanos());
        border.time.pass(400_000);
        holdsNothing();
    }

    private void holdsNothing() {
        assertEquals(0, border.time.bugs());
        assertEquals(0, border.manager.live());
        assertEquals(0, border.layer.size());
        assertEquals(0, border.time.loop().timers().size());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.numbersOut);
        assertEquals(0, border.leavingOut());
        assertEquals(0, border.media.open);
        assertEquals(0, caller.flow.watchers() + border.stranger.watchers());
        callees.forEach(callee -> assertEquals(0, callee.flow.watchers()));
        boolean[] empty = new boolean[1];
        border.manager.whenEmpty(() -> empty[0] = true);
        assertTrue(empty[0], "a leg is still remembered");
    }

    private static List<byte[]> torture() throws IOException, URISyntaxException {
        List<byte[]> messages = new ArrayList<>();
        for (String directory : List.of("/rfc4475", "/rfc5118")) {
            URL url = Objects.requireNonNull(DamageTest.class.getResource(directory));
            try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
                for (Path file : files.sorted().toList()) {
                    messages.add(Files.readAllBytes(file));
                }
            }
        }
        return messages;
    }
}
