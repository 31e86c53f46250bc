package org.portcullis.routing.number;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers the rows of a {@link NumberTable}. Used by one thread, and once. */
public final class NumberTableBuilder {
    private final NumberIndex index = new NumberIndex();
    private final Map<String, Integer> peerNumbers = new HashMap<>();
    private final List<String> peers;
    private final Ints numberOfRow = new Ints();

    /** Of each row the one before it of the same number, -1 for none; of each number the last. */
    private final Ints rowBefore = new Ints();

    private final Ints lastRow = new Ints();
    private final Ints peerOfRow = new Ints();
    private final Ints priority = new Ints();
    private final Ints cost = new Ints();
    private final Ints weight = new Ints();
    private final Ints lineOfNumber = new Ints();
    private final Ints textStart = new Ints();
    private byte[] texts = new byte[64];
    private int textsEnd;

    /**
     * @param peers that rows may lead to
     */
    public NumberTableBuilder(List<String> peers) {
        this.peers = peers;
        for (int i = 0; i < peers.size(); i++) {
            peerNumbers.put(peers.get(i), i);
        }
    }

    /**
     * A line of a table.
     *
     * @param number without a plus sign; empty for every number
     * @param as what it becomes, in ASCII; empty for itself
     * @param costMicros in millionths
     */
    public record Row(
            String number, String peer, String as, int priority, int costMicros, int weight) {}

    /**
     * Adds a row.
     *
     * @param alternatives whether a number may have several
     * @return what is wrong with it, if anything
     */
    public Optional<String> add(Row row, int line, boolean alternatives) {
        Integer peer = peerNumbers.get(row.peer());
        if (peer == null) {
            return Optional.of(
                    row.peer()
                            + ": no such trunk or dispatcher (expected: one that a request can go"
                            + " to)");
        }
        int number = lineOfNumber.size();
        int known;
        try {
            known = index.put(row.number(), number);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (known != NumberIndex.NONE) {
            index.put(row.number(), known);
            number = known;
            if (!alternatives) {
                return Optional.of(again(row, known) + " (expected: each number once)");
            }
            if (leadsTo(known, peer)) {
                return Optional.of(again(row, known) + " to the same peer (expected: once)");
            }
            if (!row.as().equals(text(known))) {
                return Optional.of(again(row, known) + " as another (expected: the same)");
            }
        } else {
            lineOfNumber.add(line);
            lastRow.add(-1);
            addText(row.as());
        }
        rowBefore.add(lastRow.get(number));
        lastRow.set(number, numberOfRow.size());
        numberOfRow.add(number);
        peerOfRow.add(peer);
        priority.add(row.priority());
        cost.add(row.costMicros());
        weight.add(row.weight());
        return Optional.empty();
    }

    /** The line of the longest prefix around a number that leads elsewhere; 0 if there is none. */
    int lineAround(String number) {
        int around = index.around(number);
        return around == NumberIndex.NONE ? 0 : lineOfNumber.get(around);
    }

    int rows() {
        return numberOfRow.size();
    }

    /** The table; nothing may be added any more. */
    public NumberTable build() {
        index.trim();
        int rows = numberOfRow.size();
        int numbers = lineOfNumber.size();
        int[] firstRow = new int[numbers + 1];
        for (int row = 0; row < rows; row++) {
            firstRow[numberOfRow.get(row) + 1]++;
        }
        for (int number = 0; number < numbers; number++) {
            firstRow[number + 1] += firstRow[number];
        }
        int[] order = order(firstRow, rows);
        int[] peer = new int[rows];
        int[] rank = new int[rows];
        int[] weights = new int[rows];
        for (int i = 0; i < rows; i++) {
            int row = order[i];
            peer[i] = peerOfRow.get(row);
            weights[i] = weight.get(row);
            boolean same = i > 0 && compare(order[i - 1], row) == 0;
            rank[i] = i == 0 ? 0 : rank[i - 1] + (same ? 0 : 1);
        }
        textStart.add(textsEnd);
        return new NumberTable(
                index,
                peers,
                firstRow,
                new NumberTable.Rows(peer, rank, weights),
                textStart.toArray(),
                Arrays.copyOf(texts, textsEnd));
    }

    /** The rows by their numbers, and those of one number by priority and cost. */
    private int[] order(int[] firstRow, int rows) {
        int[] end = firstRow.clone();
        int[] order = new int[rows];
        for (int row = 0; row < rows; row++) {
            int number = numberOfRow.get(row);
            int at = end[number]++;
            // Numbers have few rows each, and most only one.
            while (at > firstRow[number] && compare(order[at - 1], row) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = row;
        }
        return order;
    }

    private int compare(int row, int other) {
        int order = Integer.compare(numberOfRow.get(row), numberOfRow.get(other));
        if (order == 0) {
            order = Integer.compare(priority.get(row), priority.get(other));
        }
        return order == 0 ? Integer.compare(cost.get(row), cost.get(other)) : order;
    }

    private String again(Row row, int known) {
        return row.number() + ": stands in line " + lineOfNumber.get(known) + " already";
    }

    private boolean leadsTo(int number, int peer) {
        for (int row = lastRow.get(number); row >= 0; row = rowBefore.get(row)) {
            if (peerOfRow.get(row) == peer) {
                return true;
            }
        }
        return false;
    }

    private String text(int number) {
        int from = textStart.get(number);
        int to = number + 1 < textStart.size() ? textStart.get(number + 1) : textsEnd;
        return new String(texts, from, to - from, StandardCharsets.US_ASCII);
    }

    private void addText(String text) {
        textStart.add(textsEnd);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (textsEnd + bytes.length > texts.length) {
            texts = Arrays.copyOf(texts, Math.max(textsEnd + bytes.length, texts.length * 2));
        }
        System.arraycopy(bytes, 0, texts, textsEnd, bytes.length);
        textsEnd += bytes.length;
    }

    /** A list of numbers without objects. */
    private static final class Ints {
        private int[] values = new int[64];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        void set(int at, int value) {
            values[at] = value;
        }

        int get(int at) {
            return values[at];
        }

        int size() {
            return size;
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
