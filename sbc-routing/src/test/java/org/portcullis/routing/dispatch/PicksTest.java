package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each algorithm as a table: members, key and turn in, the member that is picked out. */
class PicksTest {
    private static final int MANY = 100_000;
    private static final double ONE_PERCENT = MANY / 100.0;

    private final Share share = new Share();

    /** Members: a digit for each that is usable, a dot for one that is not. */
    @ParameterizedTest
    @CsvSource({
        "0123, 0, 0",
        "0123, 3, 3",
        "0123, 4, 0",
        "0.23, 1, 2",
        "01.., 2, 0",
        "...3, 0, 3",
        "...., 2, -1",
    })
    void shouldFindTheNextUsable(String members, int from, int picked) {
        assertEquals(picked, Picks.next(usable(members), from));
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 0, 0",
        "0123, 7, 3",
        "012, -1, 0", // 2^32 - 1 is a multiple of 3
        "0123, -1, 3",
        "0.23, 5, 2",
        "012., 7, 0",
    })
    void shouldTakeAHashAsUnsignedAndPassOverWhoIsDown(String members, int hash, int picked) {
        assertEquals(picked, Picks.hashed(usable(members), hash));
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 3 2 1 1, 2",
        "0123, 0 0 0 0, 0",
        "01.3, 3 2 1 2, 1",
        "...., 0 0 0 0, -1",
    })
    void shouldPickTheFewestCalls(String members, String calls, int picked) {
        Table table = usable(members);
        table.calls = numbers(calls);
        assertEquals(picked, (int) Picks.leastLoaded(table));
    }

    @Test
    void shouldTellHowManyCallsTheOneWithTheFewestHad() {
        Table table = usable("012");
        table.calls = numbers("9 7 8");
        assertEquals(7, Picks.leastLoaded(table) >>> 32);
    }

    /** Priority less latency by priority, never under 1; where nothing is to choose, in turn. */
    @ParameterizedTest
    @CsvSource({
        "012, 30 30 30, 30 10 10, 0, 0",
        "012, 30 30 30, 31 10 10, 0, 1",
        "012, 30 30 30, 31 10 10, 2, 2",
        "012, 30 30 30, 90 60 61, 0, 1",
        "012, 30 20 10, 0 0 0, 1, 0",
        "012, 30 20 10, 300 0 0, 0, 0",
        "012, 30 20 10, 330 0 0, 0, 1",
        ".12, 30 20 20, 0 0 0, 2, 2",
        "012, 2 1 1, 9999 0 0, 1, 1",
        "012, 0 0 0, 500 0 0, 0, 0",
        "..., 1 1 1, 0 0 0, 0, -1",
    })
    void shouldTakeLatencyOffThePriority(
            String members, String priorities, String latencies, int from, int picked) {
        Table table = usable(members);
        table.priorities = numbers(priorities);
        table.latencies = numbers(latencies);
        assertEquals(picked, Picks.latency(table, from));
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 5 5 1 1, 0, 0",
        "0123, 5 5 1 1, 1, 1",
        "0123, 5 5 1 1, 2, 0",
        ".123, 5 5 1 1, 0, 1",
        "..23, 5 5 1 1, 3, 3",
        "...., 5 5 1 1, 0, -1",
    })
    void shouldTakeTurnsAmongTheHighestPriority(
            String members, String priorities, int from, int picked) {
        Table table = usable(members);
        table.priorities = numbers(priorities);
        assertEquals(picked, Picks.equalPriority(table, from));
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 50 30 15 5, 0, 50 30 15 5",
        "0123, 100 0 0 0, 0, 100 0 0 0",
        "01.3, 50 30 15 5, 0, 50 30 0 20", // the next gets what is not to be had
        "012., 50 30 15 5, 0, 55 30 15 0",
        "...., 50 30 15 5, 0, 0 0 0 0",
    })
    void shouldHoldPercent(String members, String weights, int ignored, String percent) {
        Table table = usable(members);
        table.weights = numbers(weights);
        requireShares(turn -> Picks.weighted(table, share, turn), percent);
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 50 30 15 5, 50 30 15 5",
        "0123, 10 10 20 40, 12.5 12.5 25 50",
        "0.23, 50 30 15 5, 71.43 0 21.43 7.14",
        "0123, 0 0 0 0, 25 25 25 25",
        "0123, 1 1 0 0, 50 50 0 0",
        "0123, 1000 1 0 0, 99.9 0.1 0 0",
        "...., 1 1 1 1, 0 0 0 0",
    })
    void shouldShareAmongThoseThatAreUp(String members, String weights, String percent) {
        Table table = usable(members);
        table.weights = numbers(weights);
        requireShares(turn -> Picks.relative(table, share, turn), percent);
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 10 10 20 20, 3 1 1 1, 75 25 0 0",
        "..23, 10 10 20 20, 3 1 1 4, 0 0 20 80",
        "0123, 20 20 10 20, 3 1 1 1, 0 0 100 0",
        "0123, 10 10 20 20, 0 0 1 1, 50 50 0 0",
    })
    void shouldTakeTheLowestPriorityByWeightAsSrvHasIt(
            String members, String priorities, String weights, String percent) {
        Table table = usable(members);
        table.priorities = numbers(priorities);
        table.weights = numbers(weights);
        requireShares(turn -> Picks.srv(table, share, turn), percent);
    }

    /** The excess is taken off; where it has eaten all, the less of it the more calls. */
    @ParameterizedTest
    @CsvSource({
        "50 50 0 0, 0 0 0 0, 50 50 0 0",
        "50 50 0 0, 0 25 0 0, 66.67 33.33 0 0",
        "50 50 0 0, 0 70 0 0, 100 0 0 0",
        "50 50 0 0, 60 180 0 0, 75 25 0 0",
    })
    void shouldGiveLessToWhoeverIsLate(String weights, String excess, String percent) {
        Table table = usable("0123");
        table.weights = numbers(weights);
        table.excess = numbers(excess);
        requireShares(turn -> Picks.relative(table, share, turn), percent, 2 * ONE_PERCENT);
    }

    @Test
    void shouldGiveEveryShareOneTurnInAnySoManyInARow() {
        for (int total : new int[] {1, 2, 3, 6, 100, 999, 1_000_000}) {
            boolean[] had = new boolean[total];
            for (int turn = 0; turn < total; turn++) {
                int at = share.at(Integer.MAX_VALUE / 2 + turn, total);
                assertTrue(!had[at], total + " " + turn);
                had[at] = true;
            }
        }
    }

    @Test
    void shouldPickEachUsableOneAlikeAtRandom() {
        SplittableRandom random = new SplittableRandom(1);
        Table table = usable("0.23");
        requireShares(turn -> Picks.random(table, random.nextLong()), "33.33 0 33.33 33.33");
        assertEquals(Picks.NONE, Picks.random(usable("...."), 7));
    }

    @Test
    void shouldSpreadKeysByWeightAtARendezvous() {
        Table table = usable("0123");
        table.weights = numbers("1 1 1 1");
        requireShares(key -> Picks.rendezvous(table, StrongHash.of("k" + key)), "25 25 25 25");
        table.weights = numbers("0 0 0 0");
        requireShares(key -> Picks.rendezvous(table, StrongHash.of("k" + key)), "25 25 25 25");
        table.weights = numbers("5 3 1 1");
        requireShares(key -> Picks.rendezvous(table, StrongHash.of("k" + key)), "50 30 10 10");
    }

    /** Where one goes, its keys spread evenly over the others and every other key stays. */
    @Test
    void shouldMoveTheKeysOfOneThatGoesAndNoOthers() {
        Table all = usable("01234");
        Table without = usable("01.34");
        int[] moved = new int[5];
        int count = 0;
        for (int i = 0; i < MANY; i++) {
            long key = StrongHash.of("call-" + i);
            int before = Picks.rendezvous(all, key);
            int after = Picks.rendezvous(without, key);
            if (before == 2) {
                moved[after]++;
                count++;
            } else {
                assertEquals(before, after);
            }
        }
        assertEquals(MANY / 5.0, count, ONE_PERCENT);
        for (int other : new int[] {0, 1, 3, 4}) {
            assertEquals(count / 4.0, moved[other], count / 40.0, Arrays.toString(moved));
        }
        assertEquals(0, moved[2]);
    }

    @Test
    void shouldNotCareForTheOrderAtARendezvous() {
        Table table = usable("0123");
        Table turned = usable("0123");
        turned.seeds = new long[] {table.seeds[3], table.seeds[2], table.seeds[1], table.seeds[0]};
        for (int i = 0; i < 1000; i++) {
            long key = StrongHash.of("call-" + i);
            assertEquals(Picks.rendezvous(table, key), 3 - Picks.rendezvous(turned, key));
        }
        assertNotEquals(StrongHash.of("ab"), StrongHash.of("ba"));
    }

    private static void requireShares(IntUnaryOperator pick, String percent) {
        requireShares(pick, percent, ONE_PERCENT);
    }

    /** That picks hold what is wanted of a hundred thousand to within one in a hundred of all. */
    private static void requireShares(IntUnaryOperator pick, String percent, double tolerance) {
        String[] wanted = percent.split(" ");
        int[] had = new int[wanted.length];
        for (int turn = 0; turn < MANY; turn++) {
            int member = pick.applyAsInt(turn);
            if (member >= 0) {
                had[member]++;
            }
        }
        for (int i = 0; i < had.length; i++) {
            double expected = Double.parseDouble(wanted[i]) * ONE_PERCENT;
            assertEquals(expected, had[i], tolerance, Arrays.toString(had));
        }
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static Table usable(String members) {
        Table table = new Table();
        table.usable = members;
        int size = members.length();
        table.weights = new int[size];
        Arrays.fill(table.weights, 1);
        table.priorities = new int[size];
        table.calls = new int[size];
        table.latencies = new int[size];
        table.excess = new int[size];
        table.seeds = new long[size];
        for (int i = 0; i < size; i++) {
            table.seeds[i] = StrongHash.of("sip:10.0.0." + i);
        }
        return table;
    }

    private static final class Table implements Members {
        private String usable = "";
        private int[] weights = {};
        private int[] priorities = {};
        private int[] calls = {};
        private int[] latencies = {};
        private int[] excess = {};
        private long[] seeds = {};

        @Override
        public int size() {
            return usable.length();
        }

        @Override
        public boolean usable(int member) {
            return usable.charAt(member) != '.';
        }

        @Override
        public int weight(int member) {
            return weights[member];
        }

        @Override
        public int priority(int member) {
            return priorities[member];
        }

        @Override
        public int calls(int member) {
            return calls[member];
        }

        @Override
        public int latencyMillis(int member) {
            return latencies[member];
        }

        @Override
        public int excessMillis(int member) {
            return excess[member];
        }

        @Override
        public long seed(int member) {
            return seeds[member];
        }
    }
}
