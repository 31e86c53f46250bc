package org.portcullis.security.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static final long SECOND = 1_000_000_000;

    private long made;
    private final Nonces nonces = new Nonces(new Random(1), () -> ++made);

    @Test
    void shouldKnowItsOwnAndWhenTheyWereMade() {
        AsciiString nonce = nonces.issue("sip.example", -5 * SECOND);
        assertEquals(-5 * SECOND, nonces.read(nonce, "sip.example").orElseThrow().issuedNanos());
        assertNotEquals(nonce, nonces.issue("sip.example", -5 * SECOND));
    }

    @Test
    void shouldNotKnowThoseOfAnotherRealmOrBox() {
        AsciiString nonce = nonces.issue("sip.example", 0);
        assertTrue(nonces.read(nonce, "other.example").isEmpty());
        Nonces other = new Nonces(new Random(2), () -> ++made);
        assertTrue(other.read(nonce, "sip.example").isEmpty());
    }

    @Test
    void shouldRefuseEveryForgery() {
        AsciiString nonce = nonces.issue("sip.example", 0);
        for (int i = 0; i < nonce.length(); i++) {
            byte[] forged = nonce.toByteArray();
            forged[i] = forged[i] == 'A' ? (byte) 'B' : (byte) 'A';
            assertTrue(nonces.read(new AsciiString(forged), "sip.example").isEmpty());
        }
        for (String junk : new String[] {"", "0", "\"", "=".repeat(44), "\u00e4".repeat(44)}) {
            assertTrue(nonces.read(AsciiString.of(junk), "sip.example").isEmpty(), junk);
        }
        assertTrue(nonces.read(nonce.concat("="), "sip.example").isEmpty());
    }

    @Test
    void shouldTakeEachCountOnce() {
        NonceCounts counts = new NonceCounts(100, Duration.ofMinutes(5), 0);
        Nonces.Nonce nonce = new Nonces.Nonce(0, 1);
        Random random = new Random(3);
        Set<Long> reference = new HashSet<>();
        long highest = 0;
        for (int i = 0; i < 20_000; i++) {
            long count = Math.max(1, highest - 80 + random.nextInt(90));
            boolean expected = count > highest - 64 && reference.add(count);
            assertEquals(expected, counts.use(nonce, count, 0), count + " of " + highest);
            highest = Math.max(highest, count);
        }
        assertTrue(counts.use(nonce, highest + 1000, 0), "a jump");
        assertFalse(counts.use(nonce, highest + 1000, 0));
        assertTrue(counts.use(nonce, highest + 1000 - 63, 0));
    }

    @Test
    void shouldLetNothingFollowAnOnlyUse() {
        NonceCounts counts = new NonceCounts(100, Duration.ofMinutes(5), 0);
        Nonces.Nonce nonce = new Nonces.Nonce(0, 1);
        assertTrue(counts.use(nonce, NonceCounts.ONLY_USE, 0));
        assertFalse(counts.use(nonce, NonceCounts.ONLY_USE, 0));
        assertFalse(counts.use(nonce, 1, 0));
        assertFalse(counts.use(nonce, 0xffff_ffffL - 100, 0));
    }

    @Test
    void shouldForgetNoUseWhenThereAreTooMany() {
        int limit = 100;
        NonceCounts counts = new NonceCounts(limit, Duration.ofMinutes(5), 0);
        for (int i = 1; i <= 10 * limit; i++) {
            assertTrue(counts.use(new Nonces.Nonce(i, i), 1, i), "fresh ones are good");
        }
        assertTrue(counts.size() <= limit);
        for (int i = 1; i <= 10 * limit; i++) {
            assertFalse(counts.use(new Nonces.Nonce(i, i), 1, 10L * limit), "replay of " + i);
        }
    }

    @Test
    void shouldKeepNothingOverTheLifeOfANonce() {
        NonceCounts counts = new NonceCounts(100, Duration.ofMinutes(5), 0);
        assertTrue(counts.use(new Nonces.Nonce(0, 1), 1, 0));
        assertTrue(counts.use(new Nonces.Nonce(301 * SECOND, 2), 1, 301 * SECOND));
        assertEquals(1, counts.size());
    }
}
