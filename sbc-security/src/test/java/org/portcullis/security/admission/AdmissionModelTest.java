package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission.Admitted;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;
import org.portcullis.core.transport.Flow;

/** Many limits at once against counting by hand, from one thread and from several. */
class AdmissionModelTest {
    private static final int USERS = 5;
    private static final int SOURCES = 4;
    private static final int PEERS = 3;
    private static final int MOST_OF_USER = 3;
    private static final int MOST_OF_SOURCE = 4;
    private static final int MOST_OF_PEER = 5;
    private static final int MOST_OF_REALM = 9;
    private static final int MOST_OF_ALL = 8;

    private final Counters counters = new Counters();
    private final List<Origin> peers = new ArrayList<>();
    private final List<SipRequest> invites = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final AdmissionControl admission;

    AdmissionModelTest() {
        Map<Origin, TwoWayLimits> limits = new HashMap<>();
        for (int i = 0; i < PEERS; i++) {
            peers.add(new Origin.Trunk("trunk" + i));
            limits.put(peers.get(i), in(MOST_OF_PEER));
        }
        for (int i = 0; i < USERS; i++) {
            invites.add(Fixtures.invite("user" + i, "100"));
        }
        for (int i = 0; i < SOURCES; i++) {
            flows.add(Fixtures.flow("outside", "198.51.100." + i + ":5060"));
        }
        RealmLimits realm =
                new RealmLimits(
                        in(MOST_OF_REALM),
                        in(MOST_OF_SOURCE),
                        in(MOST_OF_USER),
                        CallLimits.UNLIMITED);
        admission =
                new AdmissionControl(
                        new AdmissionSettings(in(MOST_OF_ALL), Map.of("outside", realm), limits),
                        NumberCheck.NONE,
                        counters,
                        0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAdmitExactlyWhatFits(long seed) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        List<Call> standing = new ArrayList<>();
        int admitted = 0;
        for (int i = 0; i < 20_000; i++) {
            if (!standing.isEmpty() && random.nextInt(10) < 4) {
                Call call = standing.remove(random.nextInt(standing.size()));
                tally.ended(call);
                call.ticket().release();
                continue;
            }
            int user = random.nextInt(USERS);
            int source = random.nextInt(SOURCES);
            int peer = random.nextInt(PEERS);
            boolean fits = tally.fits(user, source, peer);
            boolean taken =
                    admission.admit(invites.get(user), peers.get(peer), flows.get(source), i)
                                    instanceof Admitted(Ticket ticket)
                            && standing.add(tally.begun(new Call(user, source, peer, ticket)));
            assertEquals(fits, taken, "call " + i);
            admitted += taken ? 1 : 0;
        }
        assertTrue(admitted > 1_000, "admitted: " + admitted);
        standing.forEach(call -> call.ticket().release());
        assertNothingHeld();
    }

    /** No limit is exceeded at any moment, whatever the loops do, and nothing is left. */
    @Test
    void shouldNeverExceedALimitFromSeveralLoops() throws InterruptedException, ExecutionException {
        Tally tally = new Tally();
        List<Integer> admitted = Together.run(4, () -> callAtRandom(tally));
        assertTrue(admitted.stream().allMatch(n -> n > 0), admitted.toString());
        assertEquals(0, tally.exceeded.get());
        assertNothingHeld();
    }

    /** Calls that arrive at once and stay fill a limit to the last place. */
    @Test
    void shouldFillALimitToTheLastPlace() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 300; round++) {
            List<List<Ticket>> held =
                    Together.run(
                            4,
                            () -> {
                                List<Ticket> mine = new ArrayList<>();
                                for (int i = 0; i < 10; i++) {
                                    if (admission.admit(
                                                    invites.get(i % USERS),
                                                    peers.getFirst(),
                                                    flows.get(i % SOURCES),
                                                    0)
                                            instanceof Admitted(Ticket ticket)) {
                                        mine.add(ticket);
                                    }
                                }
                                return mine;
                            });
            assertEquals(MOST_OF_PEER, held.stream().mapToInt(List::size).sum());
            held.forEach(tickets -> tickets.forEach(Ticket::release));
        }
        assertNothingHeld();
    }

    private int callAtRandom(Tally tally) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Call> standing = new ArrayList<>();
        int admitted = 0;
        for (int i = 0; i < 100_000; i++) {
            int user = random.nextInt(USERS);
            int source = random.nextInt(SOURCES);
            int peer = random.nextInt(PEERS);
            if (admission.admit(invites.get(user), peers.get(peer), flows.get(source), i)
                    instanceof Admitted(Ticket ticket)) {
                standing.add(tally.begun(new Call(user, source, peer, ticket)));
                admitted++;
            }
            if (standing.size() > 2) {
                Call call = standing.removeFirst();
                tally.ended(call);
                call.ticket().release();
            }
        }
        for (Call call : standing) {
            tally.ended(call);
            call.ticket().release();
        }
        return admitted;
    }

    private void assertNothingHeld() {
        for (int i = 0; i < PEERS; i++) {
            assertEquals(0, Fixtures.live(counters, "peer", "trunk" + i, "in"));
        }
        assertEquals(0, Fixtures.live(counters, "realm", "outside", "in"));
        assertEquals(0, Fixtures.live(counters, "all", "all", "in"));
    }

    private static TwoWayLimits in(int calls) {
        return new TwoWayLimits(new CallLimits(calls, CallLimits.UNLIMITED));
    }

    private record Call(int user, int source, int peer, Ticket ticket) {}

    /** The calls that stand, counted by hand. */
    private static final class Tally {
        private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        private final AtomicInteger exceeded = new AtomicInteger();

        boolean fits(int user, int source, int peer) {
            return count(peer + " user" + user) < MOST_OF_USER
                    && count("source" + source) < MOST_OF_SOURCE
                    && count("peer" + peer) < MOST_OF_PEER
                    && count("all") < Math.min(MOST_OF_REALM, MOST_OF_ALL);
        }

        Call begun(Call call) {
            add(call.peer + " user" + call.user, MOST_OF_USER);
            add("source" + call.source, MOST_OF_SOURCE);
            add("peer" + call.peer, MOST_OF_PEER);
            add("all", MOST_OF_ALL);
            return call;
        }

        /** Before its ticket is released. */
        void ended(Call call) {
            of(call.peer + " user" + call.user).decrementAndGet();
            of("source" + call.source).decrementAndGet();
            of("peer" + call.peer).decrementAndGet();
            of("all").decrementAndGet();
        }

        private void add(String key, int most) {
            if (of(key).incrementAndGet() > most) {
                exceeded.incrementAndGet();
            }
        }

        private int count(String key) {
            return of(key).get();
        }

        private AtomicInteger of(String key) {
            return counts.computeIfAbsent(key, its -> new AtomicInteger());
        }
    }
}
