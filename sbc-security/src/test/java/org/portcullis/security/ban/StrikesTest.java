package org.portcullis.security.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StrikesTest {
    private static final long SECOND = 1_000_000_000;

    private final Strikes strikes = new Strikes(3, Duration.ofSeconds(10));

    @Test
    void shouldMakeABanOfTheThird() {
        assertFalse(strike(1, 0));
        assertFalse(strike(2, 0));
        assertFalse(strike(1, 1));
        assertTrue(strike(1, 9));
        assertFalse(strike(1, 9), "counting begins anew");
    }

    @Test
    void shouldForgetWhatIsOver() {
        assertFalse(strike(1, 0));
        assertFalse(strike(1, 9));
        assertFalse(strike(1, 10));
        assertFalse(strike(1, 11));
        assertTrue(strike(1, 12));
    }

    @Test
    void shouldForgetTheFirstWhereThereAreTooMany() throws Exception {
        strike(1, 0);
        strike(1, 0);
        strike(2, 0);
        strike(2, 0);
        for (int i = 0; i < 16_383; i++) {
            byte[] address = {10, 0, (byte) (i >> 8), (byte) i};
            strikes.strike(new InetSocketAddress(InetAddress.getByAddress(address), 5060), SECOND);
        }
        assertFalse(strike(1, 1), "forgotten");
        assertEquals(16_384, strikes.size());
    }

    private boolean strike(int host, int seconds) {
        return strikes.strike(new InetSocketAddress("198.51.100." + host, 5060), seconds * SECOND);
    }
}
