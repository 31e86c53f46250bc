package org.portcullis.security.acl;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** Lays out a {@link PrefixTrie}. Used once, by one thread. */
final class PrefixTrieBuilder {

    /** Strings for each cell of a node, on average and as a power of two. */
    private static final int STRINGS_PER_CELL_BITS = 2;

    private static final int MAX_NODE_BITS = 22;

    private static final long LOW_HALF = 0xffff_ffffL;

    private final List<Bits> prefixes;
    private final int[] values;

    /** Of each prefix, the value of the longest other one around it. */
    private final int[] valuesAround;

    private long[] nodes = new long[64];
    private int nodesEnd = 1;
    private long[] strings = new long[64];
    private int stringsEnd;

    /** Strings of words that are not complete, those of a later word behind those of an earlier. */
    private long[] pending = new long[64];

    private int pendingEnd;

    private PrefixTrieBuilder(List<Bits> prefixes, IntBinaryOperator value) {
        this.prefixes = prefixes;
        this.values = new int[prefixes.size()];
        this.valuesAround = new int[prefixes.size()];
        int[] enclosing = new int[prefixes.size()];
        int around = PrefixTrie.NONE;
        for (int i = 0; i < values.length; i++) {
            while (around != PrefixTrie.NONE && !prefixes.get(around).isPrefixOf(prefixes.get(i))) {
                around = enclosing[around];
            }
            enclosing[i] = around;
            valuesAround[i] = around == PrefixTrie.NONE ? PrefixTrie.NONE : values[around];
            values[i] = value.applyAsInt(i, valuesAround[i]);
            around = i;
        }
    }

    /**
     * Builds a trie.
     *
     * @param prefixes sorted, each once
     * @param value of the prefix of an index, 0 or more, given that of the longest other prefix
     *     around it or {@link PrefixTrie#NONE}
     */
    static PrefixTrie build(List<Bits> prefixes, IntBinaryOperator value) {
        PrefixTrieBuilder builder = new PrefixTrieBuilder(prefixes, value);
        int none = builder.collect(0, 0, prefixes.size(), PrefixTrie.NONE);
        long root = builder.cell(0, builder.pendingEnd, none);
        builder.nodes[0] = root;
        return new PrefixTrie(
                Arrays.copyOf(builder.nodes, builder.nodesEnd),
                Arrays.copyOf(builder.strings, builder.stringsEnd));
    }

    /**
     * Appends to the pending strings what the prefixes of these indices, which agree in all words
     * before this one, say of this word. One that says the same as the one around it is left out.
     *
     * @return the answer where none of them matches
     */
    private int collect(int word, int from, int to, int around) {
        int none = around;
        int next = from;
        while (next < to) {
            Bits bits = prefixes.get(next);
            int first = next;
            int length = bits.length() - word * Long.SIZE;
            int answer = values[next++];
            if (length > Long.SIZE) {
                while (next < to && prefixes.get(next).word(word) == bits.word(word)) {
                    next++;
                }
                answer = later(word + 1, first, next, valuesAround[first]);
            }
            if (length == 0) {
                none = answer;
            } else if (answer != valuesAround[first]) {
                append(bits.word(word), Math.max(0, Long.SIZE - length), answer);
            }
        }
        return none;
    }

    /** The answer of prefixes that agree in all words before this one. */
    private int later(int word, int from, int to, int around) {
        int start = pendingEnd;
        int none = collect(word, from, to, around);
        if (pendingEnd == start) {
            return none;
        }
        long cell = cell(start, pendingEnd, none);
        pendingEnd = start;
        nodes = withRoom(nodes, nodesEnd + 1);
        nodes[nodesEnd] = cell;
        return ~nodesEnd++;
    }

    private void append(long bits, int shift, int answer) {
        pending = withRoom(pending, pendingEnd + 2);
        pending[pendingEnd++] = bits;
        pending[pendingEnd++] = ((long) answer << 32) | shift;
    }

    /** The cell of some pending strings. */
    private long cell(int from, int to, int none) {
        int count = (to - from) / 2;
        if (count > PrefixTrie.COUNT_MASK) {
            return ((long) none << 32) | (~node(from, to, none) & LOW_HALF);
        }
        int at = stringsEnd;
        stringsEnd += to - from;
        strings = withRoom(strings, stringsEnd);
        System.arraycopy(pending, from, strings, at, to - from);
        long first = at / 2;
        return ((long) none << 32) | (first << PrefixTrie.COUNT_BITS) | count;
    }

    private int node(int from, int to, int none) {
        int skip = Long.numberOfLeadingZeros(pending[from] ^ pending[to - 2]);
        for (int i = from; i < to; i += 2) {
            skip = Math.min(skip, length(i));
        }
        int wished = Integer.SIZE - 1 - Integer.numberOfLeadingZeros((to - from) / 2);
        int bits =
                Math.clamp(wished - STRINGS_PER_CELL_BITS, 1, Math.min(64 - skip, MAX_NODE_BITS));
        int node = nodesEnd;
        int cells = node + PrefixTrie.HEADER;
        nodesEnd = cells + (1 << bits);
        nodes = withRoom(nodes, nodesEnd);
        nodes[node + 1] = skip == 0 ? 0 : -1L << (Long.SIZE - skip);
        nodes[node] = pending[from] & nodes[node + 1];
        nodes[node + 2] = ((long) skip << 8) | (Long.SIZE - bits);
        Arrays.fill(nodes, cells, nodesEnd, (long) none << 32);
        int at = from;
        while (at < to) {
            int cell = cells + slot(at, skip, bits);
            int free = skip + bits - length(at);
            if (free >= 0) {
                // It covers whole cells. What lies within it comes after it.
                Arrays.fill(nodes, cell, cell + (1 << free), pending[at + 1] & ~LOW_HALF);
                at += 2;
            } else {
                int first = at;
                while (at < to && cells + slot(at, skip, bits) == cell) {
                    at += 2;
                }
                long filled = cell(first, at, (int) (nodes[cell] >> 32));
                nodes[cell] = filled;
            }
        }
        return node;
    }

    private int slot(int at, int skip, int bits) {
        return (int) ((pending[at] << skip) >>> (Long.SIZE - bits));
    }

    private int length(int at) {
        return Long.SIZE - ((int) pending[at + 1] & 0x3f);
    }

    private static long[] withRoom(long[] array, int length) {
        return length <= array.length
                ? array
                : Arrays.copyOf(array, Math.max(length, array.length + array.length / 2));
    }
}
