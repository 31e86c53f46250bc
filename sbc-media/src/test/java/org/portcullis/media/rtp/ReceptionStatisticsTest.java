package org.portcullis.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final int SSRC = 0x1234;
    private static final int HEADER_AND_PAYLOAD = 172;

    private final ReceptionStatistics statistics = new ReceptionStatistics();
    private final PayloadTypes speech = PayloadTypes.of(new int[] {8_000});

    @Test
    void shouldCountPacketsAndBytes() {
        receive(1, 2, 3);

        assertEquals(3, statistics.packets());
        assertEquals(3 * HEADER_AND_PAYLOAD, statistics.bytes());
        assertEquals(0, statistics.lost());
    }

    @Test
    void shouldCountLossAcrossTheWrap() {
        receive(65_533, 65_534, 1, 2);

        assertEquals(2, statistics.lost());
    }

    @Test
    void shouldNotTakeReorderingForLoss() {
        receive(10, 12, 11, 14, 13);

        assertEquals(0, statistics.lost());
    }

    @Test
    void shouldNotCountBelowNothing() {
        receive(10, 10, 10);

        assertEquals(0, statistics.lost());
    }

    @Test
    void shouldKeepTheLossesOfEarlierSources() {
        receive(10, 12);
        statistics.received(Rtp.rtp(0, 500, 0, SSRC + 1), speech, 0);
        statistics.received(Rtp.rtp(0, 503, 0, SSRC + 1), speech, 0);

        assertEquals(1 + 2, statistics.lost());
    }

    @Test
    void shouldBelieveAJumpWhenItIsConfirmed() {
        receive(10, 11, 30_000, 12);
        assertEquals(0, statistics.lost());

        receive(30_001, 30_002, 30_003, 30_005);
        assertEquals(1, statistics.lost());
        assertEquals(8, statistics.packets());
    }

    @Test
    void shouldCountAsASetOfNumbersWould() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            ReceptionStatistics its = new ReceptionStatistics();
            TreeSet<Long> seen = new TreeSet<>();
            long first = random.nextInt(65_536);
            long at = first - 1;
            for (int i = 0; i < 2_000; i++) {
                at += i > 0 && random.nextInt(10) == 0 ? 1 + random.nextInt(20) : 1;
                long late = Math.max(first, at - (random.nextInt(20) == 0 ? random.nextInt(5) : 0));
                if (seen.add(late)) {
                    its.received(Rtp.rtp(0, (int) late & 0xFFFF, 0, SSRC), speech, 0);
                }
            }
            assertEquals(seen.last() - first + 1 - seen.size(), its.lost());
        }
    }

    /**
     * RFC 3550 A.8: J += (|D| - J) / 16. Packets 20 ms apart that arrive 4 ms early and late in
     * turn.
     */
    @Test
    void shouldMeasureJitter() {
        double expected = 0;
        for (int i = 0; i < 1_000; i++) {
            long arrival = i * 20_000_000L + (i % 2 == 0 ? 4_000_000 : 0);
            statistics.received(Rtp.rtp(0, i, i * 160, SSRC), speech, arrival);
            expected += i == 0 ? 0 : (4_000 - expected) / 16;
        }

        assertEquals(expected, (double) statistics.jitterMicros(), 150);
    }

    @Test
    void shouldMeasureInTheClockOfThePayloadType() {
        int[] rates = new int[97];
        rates[96] = 48_000;
        PayloadTypes opus = PayloadTypes.of(rates);
        for (int i = 0; i < 1_000; i++) {
            long arrival = i * 20_000_000L + (i % 2 == 0 ? 4_000_000 : 0);
            statistics.received(Rtp.rtp(96, i, i * 960, SSRC), opus, arrival);
        }

        assertEquals(4_000.0, (double) statistics.jitterMicros(), 50);
    }

    @Test
    void shouldNotTakeANewTimestampForJitter() {
        for (int i = 0; i < 100; i++) {
            int timestamp = i * 160 + (i < 50 ? 0 : Integer.MIN_VALUE);
            statistics.received(Rtp.rtp(0, i, timestamp, SSRC), speech, i * 20_000_000L);
        }

        assertEquals(0, statistics.jitterMicros());
    }

    private void receive(int... sequences) {
        for (int sequence : sequences) {
            statistics.received(Rtp.rtp(0, sequence, 0, SSRC), speech, 0);
        }
    }
}
