package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitsTest {

    /** Against shifting one long number, over and between the words. */
    @Test
    void shouldSliceAndCompareAsOneNumber() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Bits a = new Bits(random.nextLong(), random.nextLong(), random.nextLong(), 144);
            int position = random.nextInt(170);
            int count = 1 + random.nextInt(22);
            BigInteger slice = number(a).shiftRight(192 - position - count);
            int expected =
                    slice.and(BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE)).intValue();
            assertEquals(expected, a.slice(position, count));

            BigInteger other = number(a).flipBit(191 - position);
            Bits b = new Bits(word(other, 128), word(other, 64), word(other, 0), 144);
            assertEquals(position, a.common(b));
            assertEquals(number(a).compareTo(number(b)) < 0, a.compareTo(b) < 0);
        }
    }

    private static BigInteger number(Bits bits) {
        return unsigned(bits.word0())
                .shiftLeft(128)
                .or(unsigned(bits.word1()).shiftLeft(64))
                .or(unsigned(bits.word2()));
    }

    private static BigInteger unsigned(long word) {
        return new BigInteger(Long.toUnsignedString(word));
    }

    private static long word(BigInteger number, int shift) {
        return number.shiftRight(shift).longValue();
    }
}
