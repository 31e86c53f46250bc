package org.portcullis.security.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.security.admission.Places.Shortage;

/**
 * The places of one call in one direction: gathered, taken all or none, and given back once. Used
 * by one thread at a time.
 */
final class Seats implements Ticket {
    private final List<Meter> meters = new ArrayList<>(Scope.values().length);
    private final List<Use> uses = new ArrayList<>(2);
    private Optional<Shortage> full = Optional.empty();
    private boolean taken;

    /** A meter of a table that may not be forgotten. */
    private record Use(MeterTable table, Object party) {}

    Seats at(Meter meter) {
        meters.add(meter);
        return this;
    }

    /** One of the table's meter for a party; a full table is a shortage of its own. */
    void at(MeterTable table, Object party, Refusals whenFull, long nowNanos) {
        Optional<Meter> meter = table.use(party, nowNanos);
        if (meter.isPresent()) {
            meters.add(meter.get());
            uses.add(new Use(table, party));
        } else {
            full = Optional.of(new Shortage(table.status(), whenFull));
        }
    }

    /** Takes every place; or says what there is none of, and takes nothing. */
    Optional<Shortage> take(long nowNanos) {
        Optional<Shortage> shortage = full.isPresent() ? full : Places.take(meters, nowNanos);
        taken = shortage.isEmpty();
        if (!taken) {
            forget();
        }
        return shortage;
    }

    /** Takes every place whatever the limits say. */
    void takeAnyway() {
        Places.takeAnyway(meters);
        taken = true;
    }

    @Override
    public void release() {
        if (taken) {
            taken = false;
            Places.leave(meters, meters.size());
            forget();
        }
    }

    private void forget() {
        uses.forEach(use -> use.table().done(use.party()));
        uses.clear();
    }
}
