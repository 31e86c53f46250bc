package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTrieTest {

    @Test
    void shouldFindNothingWithoutPrefixes() {
        PrefixTrie trie = PrefixTrieBuilder.build(List.of(), (index, around) -> index);
        assertEquals(PrefixTrie.NONE, trie.find(0, 0, 0));
        assertEquals(PrefixTrie.NONE, trie.find(-1, -1, -1));
    }

    @Test
    void shouldTellTheValueAround() {
        List<Bits> prefixes =
                List.of(
                        new Bits(0, 0, 0, 0),
                        new Bits(1L << 60, 0, 0, 8),
                        new Bits(1L << 60, 0, 0, 100),
                        new Bits(1L << 61, 0, 0, 8));
        List<Integer> told = new ArrayList<>();
        PrefixTrieBuilder.build(
                prefixes,
                (index, around) -> {
                    told.add(around);
                    return index + 10;
                });
        assertEquals(List.of(PrefixTrie.NONE, 10, 11, 10), told);
    }

    /** One prefix of each length around one string, and all the strings that leave it there. */
    @Test
    void shouldKeepPrefixesOfEveryLengthApart() {
        List<Bits> prefixes = new ArrayList<>();
        Bits full = new Bits(0x5555_0f0f_3333_ff00L, -1, 0x8001L << 48, 144);
        for (int length = 0; length <= 144; length++) {
            prefixes.add(cut(full, length));
        }
        PrefixTrie trie = PrefixTrieBuilder.build(prefixes, (index, around) -> index);
        for (int length = 0; length < 144; length++) {
            Bits other = flip(full, length);
            assertEquals(length, trie.find(other.word0(), other.word1(), other.word2()));
        }
        assertEquals(144, trie.find(full.word0(), full.word1(), full.word2()));
    }

    /** Against asking every prefix, where keys are clustered so that prefixes nest and collide. */
    @ParameterizedTest
    @CsvSource({
        "5, 100, 1000",
        "40, 3, 1000",
        "40, 100, 1000",
        "300, 2, 200",
        "300, 1000, 200",
        "3000, 3, 20",
        "3000, 100000, 20",
    })
    void shouldAgreeWithAskingEveryPrefix(int count, int values, int rounds) {
        Random random = new Random(count);
        for (int round = 0; round < rounds; round++) {
            int maxLength = round % 3 == 0 ? 48 : 144;
            int bitsThatDiffer = 1 + random.nextInt(48);
            TreeSet<Bits> sorted = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                Bits key = key(random, bitsThatDiffer, maxLength);
                int length =
                        random.nextBoolean()
                                ? maxLength - random.nextInt(Math.min(20, maxLength))
                                : random.nextInt(maxLength + 1);
                sorted.add(cut(key, length));
            }
            List<Bits> prefixes = List.copyOf(sorted);
            int[] value = random.ints(prefixes.size(), 0, values).toArray();
            PrefixTrie trie = PrefixTrieBuilder.build(prefixes, (index, around) -> value[index]);
            for (int i = 0; i < 300; i++) {
                Bits key = key(random, bitsThatDiffer, maxLength);
                if (i % 3 == 0) {
                    key = flip(prefixes.get(random.nextInt(prefixes.size())), random.nextInt(144));
                }
                assertEquals(
                        longest(prefixes, value, key),
                        trie.find(key.word0(), key.word1(), key.word2()),
                        "" + key);
            }
        }
    }

    @Test
    void shouldOrderPrefixesBeforeWhatTheyArePrefixesOf() {
        Bits wide = new Bits(0xff00L << 48, 0, 0, 9);
        Bits narrow = new Bits(0xff00L << 48, 0, 0, 80);
        Bits other = new Bits(0xff00L << 48, -1, 0, 128);
        assertTrue(wide.compareTo(narrow) < 0 && narrow.compareTo(other) < 0);
        assertTrue(wide.isPrefixOf(narrow) && wide.isPrefixOf(other) && wide.isPrefixOf(wide));
        assertTrue(!narrow.isPrefixOf(other) && !narrow.isPrefixOf(wide));
        assertTrue(new Bits(1, 0, 0, 64).compareTo(new Bits(-1, 0, 0, 64)) < 0);
    }

    private static int longest(List<Bits> prefixes, int[] value, Bits key) {
        int found = PrefixTrie.NONE;
        int longest = -1;
        for (int i = 0; i < prefixes.size(); i++) {
            Bits prefix = prefixes.get(i);
            if (prefix.length() > longest && cut(key, prefix.length()).equals(prefix)) {
                found = value[i];
                longest = prefix.length();
            }
        }
        return found;
    }

    /** Differs from others in a few bits of each word, at its beginning or its end. */
    private static Bits key(Random random, int bitsThatDiffer, int maxLength) {
        long mask = (1L << bitsThatDiffer) - 1;
        long word0 = 0x2001_0db8L << 32 ^ (random.nextLong() & mask) << random.nextInt(2) * 16;
        long word1 = random.nextInt(3) == 0 ? random.nextLong() & mask : 0;
        long word2 = (long) random.nextInt(4) << 48;
        return cut(new Bits(word0, word1, word2, 144), maxLength);
    }

    private static Bits flip(Bits bits, int position) {
        long bit = Long.MIN_VALUE >>> (position & 63);
        return new Bits(
                bits.word0() ^ (position < 64 ? bit : 0),
                bits.word1() ^ (position >= 64 && position < 128 ? bit : 0),
                bits.word2() ^ (position >= 128 ? bit : 0),
                144);
    }

    private static Bits cut(Bits bits, int length) {
        return new Bits(
                bits.word0() & mask(length),
                bits.word1() & mask(length - 64),
                bits.word2() & mask(length - 128),
                length);
    }

    private static long mask(int length) {
        return length <= 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
    }
}
