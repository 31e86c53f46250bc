package org.portcullis.appliance.boot;

import java.util.concurrent.TimeUnit;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.call.OptionsPing;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.routing.probe.Prober;

/** One loop with all that lives on it. */
record Worker(SipLoop loop, TransactionLayer layer, CallManager calls, OptionsPing pings) {

    /** Runs the prober on this loop, each time when it asks for it. Called on the loop. */
    void probe(Prober prober) {
        long waitNanos = prober.advance(loop.nowNanos());
        if (waitNanos < Long.MAX_VALUE) {
            loop.executor().schedule(() -> probe(prober), waitNanos, TimeUnit.NANOSECONDS);
        }
    }
}
