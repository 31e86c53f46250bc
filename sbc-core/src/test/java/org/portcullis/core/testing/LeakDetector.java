package org.portcullis.core.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A Netty leak detector that keeps its reports so that {@link LeakCheck} can fail the test that
 * leaked. Netty creates one per tracked class, named by {@code
 * io.netty.customResourceLeakDetector}.
 */
public final class LeakDetector<T> extends ResourceLeakDetector<T> {
    private static final Queue<LeakDetector<?>> DETECTORS = new ConcurrentLinkedQueue<>();
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    /** Called by Netty, reflectively. */
    public LeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
        DETECTORS.add(this);
    }

    /** The obsolete form, without which Netty logs an error. */
    public LeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    /** The leaks that were reported since the last call, after the garbage was collected. */
    static List<String> drainReports() throws InterruptedException {
        // References of one collection are enqueued in no order, but before those of the next.
        collectGarbage();
        collectGarbage();
        for (LeakDetector<?> detector : DETECTORS) {
            detector.poll();
        }
        List<String> reports = new ArrayList<>();
        for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
            reports.add(report);
        }
        return reports;
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), collected);
        try {
            do {
                System.gc();
            } while (collected.remove(20) == null);
        } finally {
            Reference.reachabilityFence(sentinel);
        }
    }

    /** Makes the detector look at its queue, which it does only when it tracks something. */
    @SuppressWarnings("unchecked") // the tracked object is not looked at
    private void poll() {
        T probe = (T) new Object();
        ResourceLeakTracker<T> tracker = track(probe);
        if (tracker != null) {
            tracker.close(probe);
        }
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        REPORTS.add(resourceType + " was not released" + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        REPORTS.add(resourceType + " was not released");
    }
}
