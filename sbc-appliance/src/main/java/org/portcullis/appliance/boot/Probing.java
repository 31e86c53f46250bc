package org.portcullis.appliance.boot;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.routing.probe.Probed;
import org.portcullis.routing.probe.Prober;

/** Runs the prober each time when it asks for it. Owned by one loop. */
final class Probing {
    private final SipLoop loop;
    private final Prober prober;
    private @Nullable Future<?> next;

    Probing(SipLoop loop, Prober prober) {
        this.loop = loop;
        this.prober = prober;
    }

    void run() {
        assert loop.inLoop();
        long waitNanos = prober.advance(loop.nowNanos());
        next =
                waitNanos == Long.MAX_VALUE
                        ? null
                        : loop.executor().schedule(this::run, waitNanos, TimeUnit.NANOSECONDS);
    }

    /** Probes others from now on. */
    void use(List<Probed> others) {
        if (next != null) {
            next.cancel(false);
        }
        prober.use(others, loop.nowNanos());
        run();
    }
}
