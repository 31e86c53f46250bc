package org.portcullis.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void shouldReportABufferThatWasNeverReleased() throws InterruptedException {
        allocate(UnpooledByteBufAllocator.DEFAULT, false);

        List<String> reports = LeakDetector.drainReports();

        assertEquals(1, reports.size(), reports::toString);
        assertTrue(reports.getFirst().contains("LeakCheckTest"), reports.getFirst());
    }

    @Test
    void shouldStaySilentWhenTheBufferWasReleased() throws InterruptedException {
        allocate(UnpooledByteBufAllocator.DEFAULT, true);

        assertEquals(List.of(), LeakDetector.drainReports());
    }

    private static void allocate(ByteBufAllocator allocator, boolean release) {
        var buffer = allocator.directBuffer(16);
        if (release) {
            buffer.release();
        }
    }
}
