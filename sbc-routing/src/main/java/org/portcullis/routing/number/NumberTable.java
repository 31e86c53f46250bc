package org.portcullis.routing.number;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where numbers lead: of each the longest prefix that is in the table, and of that the peers to be
 * tried, one after the other. A plus sign at the beginning makes no difference. Immutable, replaced
 * whole with the configuration; any thread.
 *
 * <p>Flat: 24 bytes and two to three slots of the index for a row with everything, beside the texts
 * that numbers are rewritten to.
 */
public final class NumberTable {

    /** A table of nothing. */
    public static final NumberTable EMPTY = new NumberTableBuilder(List.of()).build();

    /** No number of the table. */
    public static final int NONE = NumberIndex.NONE;

    private final NumberIndex index;
    private final List<String> peers;

    /** Of each number the first of its rows; those of one number are by priority, then cost. */
    private final int[] firstRow;

    private final int[] peer;
    private final int[] rank;
    private final int[] weight;

    /** Of each number where in {@code texts} begins what it becomes, and where that ends. */
    private final int[] textStart;

    private final byte[] texts;

    /** From {@link NumberTableBuilder} only. */
    NumberTable(
            NumberIndex index,
            List<String> peers,
            int[] firstRow,
            Rows rows,
            int[] textStart,
            byte[] texts) {
        this.index = index;
        this.peers = List.copyOf(peers);
        this.firstRow = firstRow;
        this.peer = rows.peer();
        this.rank = rows.rank();
        this.weight = rows.weight();
        this.textStart = textStart;
        this.texts = texts;
    }

    /**
     * The rows in the order of their numbers.
     *
     * @param rank the same for those of a number that differ in weight only, ascending else
     */
    @SuppressWarnings("ArrayRecordComponent") // it is taken apart at once
    record Rows(int[] peer, int[] rank, int[] weight) {}

    /** The names of the peers that rows lead to, by their number. */
    public List<String> peers() {
        return peers;
    }

    /** How many prefixes there are. */
    public int size() {
        return index.size();
    }

    /** The longest prefix of a number as the number of an entry, or {@link #NONE}. */
    public int find(AsciiString number) {
        boolean plus = !number.isEmpty() && number.byteAt(0) == '+';
        return index.find(plus ? number.subSequence(1, number.length(), false) : number);
    }

    /** What the called number becomes; empty where it stays as it is. */
    public AsciiString rewritten(int entry) {
        int from = textStart[entry];
        int to = textStart[entry + 1];
        return from == to
                ? AsciiString.EMPTY_STRING
                : new AsciiString(texts, from, to - from, false);
    }

    /**
     * The peers of an entry in the order in which they are tried: by priority, then cost, and among
     * equals by chance, each as often first as its weight says.
     *
     * @return numbers of {@link #peers}
     */
    public int[] order(int entry, RandomGenerator random) {
        int from = firstRow[entry];
        int to = firstRow[entry + 1];
        int[] rows = new int[to - from];
        for (int i = from; i < to; i++) {
            rows[i - from] = i;
        }
        for (int i = 0; i < rows.length; i++) {
            int equals = i + 1;
            while (equals < rows.length && rank[rows[equals]] == rank[rows[i]]) {
                equals++;
            }
            if (equals > i + 1) {
                int chosen = choose(rows, i, equals, random);
                int row = rows[chosen];
                rows[chosen] = rows[i];
                rows[i] = row;
            }
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = peer[rows[i]];
        }
        return rows;
    }

    /** One of some rows by their weights; any of them where none has one. */
    private int choose(int[] rows, int from, int to, RandomGenerator random) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += weight[rows[i]];
        }
        if (sum == 0) {
            return from + random.nextInt(to - from);
        }
        int left = random.nextInt(sum);
        int chosen = from;
        while (left >= weight[rows[chosen]]) {
            left -= weight[rows[chosen++]];
        }
        return chosen;
    }
}
