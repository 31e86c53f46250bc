package org.portcullis.security.overload;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How much of the heap was in use after the last collection, which is what garbage cannot explain.
 * Sampled by one thread that may wait, read by any.
 */
public final class HeapLevel {
    private final LongSupplier usedBytes;
    private final long mostBytes;
    private volatile int percent;

    /**
     * @param usedBytes after the last collection
     * @param mostBytes that the heap may grow to
     */
    public HeapLevel(LongSupplier usedBytes, long mostBytes) {
        this.usedBytes = usedBytes;
        this.mostBytes = mostBytes;
    }

    /** That of this JVM. */
    public static HeapLevel ofJvm() {
        List<MemoryPoolMXBean> pools = new ArrayList<>();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
                pools.add(pool);
            }
        }
        return new HeapLevel(() -> used(pools), Runtime.getRuntime().maxMemory());
    }

    /** Looks again. */
    public void sample() {
        percent = (int) Math.min(100, usedBytes.getAsLong() * 100.0 / mostBytes);
    }

    public int percent() {
        return percent;
    }

    private static long used(List<MemoryPoolMXBean> pools) {
        long used = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage after = pool.getCollectionUsage();
            used += after == null ? 0 : after.getUsed();
        }
        return used;
    }
}
