package org.portcullis.core.transaction;

import org.portcullis.core.runtime.Timer;

/** A timer of a transaction that enters its machine as an input. */
final class TransactionTimer extends Timer {

    /** A machine with timers. */
    interface Machine {
        void timer(TransactionTimer timer, long nowNanos);
    }

    private final Machine machine;

    TransactionTimer(Machine machine) {
        this.machine = machine;
    }

    @Override
    protected void expired(long nowNanos) {
        machine.timer(this, nowNanos);
    }
}
