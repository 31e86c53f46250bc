package org.portcullis.security.acl;

/**
 * A longest-prefix index of bit strings: a path-compressed trie with wide nodes and short leaves.
 * Immutable; any thread.
 *
 * <p>A cell is a set of strings and the answer where none of them matches. A node skips the bits
 * that its strings have in common and has a cell for each value of the next few bits, about one for
 * four strings. What covers the whole of a cell is its answer already, so a lookup never walks from
 * a string to the one around it. Among a million prefixes it reads one cell and one leaf: two
 * misses of the cache.
 *
 * <pre>
 *   63                             32 31                           4 3   0
 *  +---------------------------------+---+--------------------------+-----+
 *  | answer where no string matches  | 0 | first string of the leaf | how | cell of a leaf
 *  |                                 |   |                          | many|
 *  +---------------------------------+---+--------------------------+-----+
 *  |                                 |  complement of its place in nodes  | cell of a node
 *  +---------------------------------+------------------------------------+
 *
 *  nodes:    root cell | ... | common bits | their mask | shifts | cell | cell | ...
 *  shifts:   to drop the common bits (bits 8 to 13), to keep the next few (bits 0 to 5)
 *  strings:  ... | bits | answer (63 to 32), 64 less the length (5 to 0) | ...
 * </pre>
 *
 * <p>Strings are looked at word by word. An answer is a value, {@link #NONE}, or, below that, the
 * complement of the place of the cell that has all strings with this word in common.
 */
final class PrefixTrie {

    static final int NONE = -1;

    /** Before the cells of a node. */
    static final int HEADER = 3;

    static final int COUNT_BITS = 4;
    static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    private final long[] nodes;
    private final long[] strings;

    /** From {@link PrefixTrieBuilder} only. */
    PrefixTrie(long[] nodes, long[] strings) {
        this.nodes = nodes;
        this.strings = strings;
    }

    /** The value of the longest prefix of the string, or {@link #NONE}. */
    int find(long word0, long word1, long word2) {
        int answer = answer(0, word0);
        if (answer < NONE) {
            answer = answer(~answer, word1);
        }
        if (answer < NONE) {
            answer = answer(~answer, word2);
        }
        return answer;
    }

    private int answer(int place, long word) {
        long[] table = nodes;
        long cell = table[place];
        while ((int) cell < 0) {
            int node = ~(int) cell;
            if (((word ^ table[node]) & table[node + 1]) != 0) {
                return (int) (cell >> 32);
            }
            int shifts = (int) table[node + 2];
            cell = table[node + HEADER + (int) ((word << (shifts >> 8)) >>> shifts)];
        }
        int answer = (int) (cell >> 32);
        long[] leaves = strings;
        int at = ((int) cell >> COUNT_BITS) * 2;
        for (int end = at + ((int) cell & COUNT_MASK) * 2; at < end; at += 2) {
            long about = leaves[at + 1];
            if ((word ^ leaves[at]) >>> about == 0) {
                answer = (int) (about >> 32);
            }
        }
        return answer;
    }
}
