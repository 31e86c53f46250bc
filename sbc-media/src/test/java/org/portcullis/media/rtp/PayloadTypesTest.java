package org.portcullis.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PayloadTypesTest {

    @Test
    void shouldHoldBothSidesTypes() {
        int[] one = new int[128];
        one[0] = 8_000;
        one[96] = 48_000;
        int[] other = new int[128];
        other[8] = 8_000;
        other[96] = 16_000;
        other[127] = 90_000;
        PayloadTypes both = PayloadTypes.of(one).and(PayloadTypes.of(other));

        for (int type = 0; type < 128; type++) {
            boolean named = type == 0 || type == 8 || type == 13 || type == 96 || type == 127;
            assertEquals(named, both.contains(type), "type " + type);
        }
        assertEquals(48_000, both.clockRate(96));
        assertEquals(90_000, both.clockRate(127));
        assertEquals(8_000, both.clockRate(97));
        assertEquals(90_000, both.clockRate(34));
    }

    @Test
    void shouldKnowComfortNoiseUnlessThereIsNothing() {
        assertTrue(PayloadTypes.of(new int[128]).contains(13));
        assertFalse(PayloadTypes.NONE.contains(13));
    }
}
