package org.portcullis.routing.dispatch;

import java.util.concurrent.atomic.AtomicInteger;
import org.portcullis.core.border.Admission;

/**
 * The calls that stand at a destination. Any loop: a place is taken by comparing and setting, so
 * the limit holds to the call, and the one with the fewest calls is picked for one call at a time.
 */
final class CallLoad {
    private final AtomicInteger calls = new AtomicInteger();

    int calls() {
        return calls.get();
    }

    /**
     * Takes a place.
     *
     * @param most calls that there may be; 0 for any number
     * @return false where there is none
     */
    boolean enter(int most) {
        int now = calls.get();
        while (most == 0 || now < most) {
            if (calls.compareAndSet(now, now + 1)) {
                return true;
            }
            now = calls.get();
        }
        return false;
    }

    /** Takes a place if there are exactly so many calls. */
    boolean enterAt(int seen) {
        return calls.compareAndSet(seen, seen + 1);
    }

    void leave() {
        calls.decrementAndGet();
    }

    /** The place that was taken, to be given back by whoever has the call. */
    Admission.Ticket place() {
        return new Place(this);
    }

    private record Place(CallLoad load) implements Admission.Ticket {
        @Override
        public void release() {
            load.leave();
        }
    }
}
