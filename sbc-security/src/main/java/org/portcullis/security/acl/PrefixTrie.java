package org.portcullis.security.acl;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * A longest-prefix index of bit strings: a path-compressed trie whose levels are compressed too
 * (Nilsson and Karlsson, "IP-address lookup using LC-tries", 1999). Immutable; any thread.
 *
 * <p>Only strings that are a prefix of no other are in the trie; each remembers the longest string
 * that is a prefix of it. A node looks at as many bits at once as leave at least half of its slots
 * in use, and bits on which all strings below agree are skipped unseen. A descent therefore ends at
 * the string that has the most bits in common with the key, and the answer is that string or one of
 * its prefixes, found by one comparison. Among a million prefixes it ends after one or two steps.
 *
 * <pre>
 *   63       56 55       48 47        32 31                             0
 *  +-----------+-----------+------------+--------------------------------+
 *  | first bit | bits, 0 = |   unused   | node of slot 0; of a leaf, the |
 *  | looked at |   a leaf  |            |  place of its string           |
 *  +-----------+-----------+------------+--------------------------------+
 * </pre>
 */
final class PrefixTrie {

    static final int NONE = -1;

    private static final int LENGTH_MASK = 0xff;

    private final long[] nodes;

    /**
     * Of each string its words, the length in the lowest byte of the last; then its enclosing
     * string and its value.
     */
    private final long[] strings;

    private final int words;
    private final int stride;

    /**
     * @param prefixes sorted, each once
     * @param words how many of the three words of a string are in use, 1 or 3. The last of them has
     *     its lowest byte free
     * @param value of the prefix of an index, given that of the longest other prefix around it or
     *     {@link #NONE}
     */
    PrefixTrie(List<Bits> prefixes, int words, IntBinaryOperator value) {
        this.words = words;
        this.stride = words + 1;
        this.strings = new long[prefixes.size() * stride];
        int[] leaves = new int[prefixes.size()];
        int leafCount = 0;
        int around = NONE;
        for (int i = 0; i < prefixes.size(); i++) {
            Bits bits = prefixes.get(i);
            while (around != NONE && !prefixes.get(around).isPrefixOf(bits)) {
                around = enclosing(around);
            }
            store(i, bits, around, value.applyAsInt(i, around == NONE ? NONE : value(around)));
            around = i;
            if (i + 1 == prefixes.size() || !bits.isPrefixOf(prefixes.get(i + 1))) {
                leaves[leafCount++] = i;
            }
        }
        this.nodes =
                leafCount == 0 ? new long[0] : new Builder(prefixes, leaves, leafCount).build();
    }

    /** The value of the longest prefix of the string, or {@link #NONE}. */
    int find(long word0, long word1, long word2) {
        if (nodes.length == 0) {
            return NONE;
        }
        long node = nodes[0];
        for (int branch = branch(node); branch != 0; branch = branch(node)) {
            int slot = Bits.slice(word0, word1, word2, position(node), branch);
            node = nodes[(int) node + slot];
        }
        int found = (int) node;
        int common = common(found, word0, word1, word2);
        while (found != NONE && length(found) > common) {
            found = enclosing(found);
        }
        return found == NONE ? NONE : value(found);
    }

    private void store(int index, Bits bits, int enclosing, int value) {
        int at = index * stride;
        strings[at] = bits.word0();
        if (words == 3) {
            strings[at + 1] = bits.word1();
            strings[at + 2] = bits.word2();
        }
        strings[at + words - 1] |= bits.length();
        strings[at + words] = ((long) enclosing << 32) | value;
    }

    private int length(int index) {
        return (int) strings[index * stride + words - 1] & LENGTH_MASK;
    }

    private int enclosing(int index) {
        return (int) (strings[index * stride + words] >> 32);
    }

    private int value(int index) {
        return (int) strings[index * stride + words];
    }

    private int common(int index, long word0, long word1, long word2) {
        // The length byte lies behind the end of every string, so what it adds or breaks does not
        // matter.
        int at = index * stride;
        return words == 1
                ? Bits.common(word0, 0, 0, strings[at], 0, 0)
                : Bits.common(word0, word1, word2, strings[at], strings[at + 1], strings[at + 2]);
    }

    private static int position(long node) {
        return (int) (node >>> 56);
    }

    private static int branch(long node) {
        return (int) (node >>> 48) & 0xff;
    }

    /** Lays the nodes out, the children of one beside each other. */
    private static final class Builder {
        private final List<Bits> prefixes;
        private final int[] leaves;
        private final int leafCount;
        private long[] nodes;
        private int size = 1;

        Builder(List<Bits> prefixes, int[] leaves, int leafCount) {
            this.prefixes = prefixes;
            this.leaves = leaves;
            this.leafCount = leafCount;
            this.nodes = new long[2 * leafCount + 1];
        }

        long[] build() {
            fill(0, 0, leafCount);
            return Arrays.copyOf(nodes, size);
        }

        private void fill(int node, int from, int to) {
            if (to - from == 1) {
                nodes[node] = leaves[from];
                return;
            }
            int position = leaf(from).common(leaf(to - 1));
            int branch = branch(from, to, position);
            int children = size;
            size += 1 << branch;
            if (size > nodes.length) {
                nodes = Arrays.copyOf(nodes, Math.max(size, nodes.length * 2));
            }
            nodes[node] = ((long) position << 56) | ((long) branch << 48) | children;
            int start = from;
            for (int slot = 0; slot < 1 << branch; slot++) {
                int end = start;
                while (end < to && leaf(end).slice(position, branch) == slot) {
                    end++;
                }
                if (end > start) {
                    fill(children + slot, start, end);
                } else {
                    nodes[children + slot] = nearest(from, to, start, position, branch, slot);
                }
                start = end;
            }
        }

        /** The leaf that has the most bits in common with what would be in an empty slot. */
        private int nearest(int from, int to, int next, int position, int branch, int slot) {
            if (next == from || next == to) {
                return leaves[next == from ? next : next - 1];
            }
            int before = leaf(next - 1).slice(position, branch) ^ slot;
            int after = leaf(next).slice(position, branch) ^ slot;
            return leaves[before < after ? next - 1 : next];
        }

        /**
         * The most bits that leave no more than half of the slots empty; the first bit always
         * differs.
         */
        private int branch(int from, int to, int position) {
            int branch = 1;
            while (to - from >= 1 << branch
                    && distinct(from, to, position, branch + 1) >= 1 << branch) {
                branch++;
            }
            return branch;
        }

        private int distinct(int from, int to, int position, int branch) {
            int distinct = 0;
            int last = -1;
            for (int i = from; i < to; i++) {
                int slot = leaf(i).slice(position, branch);
                if (slot != last) {
                    distinct++;
                    last = slot;
                }
            }
            return distinct;
        }

        private Bits leaf(int index) {
            return prefixes.get(leaves[index]);
        }
    }
}
