package org.portcullis.security.admission;

import org.portcullis.core.runtime.Counters;

/** The figures that are read off meters when they are scraped. */
final class Gauges {

    private Gauges() {}

    /** A meter whose live calls are exported. */
    static Meter metered(
            Scope scope,
            String name,
            Direction way,
            CallLimits limits,
            Counters counters,
            long nowNanos) {
        Meter meter =
                new Meter(limits, RefusalPair.of(scope, name, way, counters, nowNanos), nowNanos);
        counters.gauge(
                "portcullis_admission_live_calls",
                "Calls that hold a place in the limit: `in` from the INVITE to the end of the"
                        + " caller's leg, `out` from each INVITE sent to its failure or the end of"
                        + " its leg.",
                meter::live,
                "scope",
                scope.label(),
                "name",
                name,
                "direction",
                way.label());
        return meter;
    }

    static void remembered(
            Scope scope, String realm, Direction way, MeterTable table, Counters counters) {
        counters.gauge(
                "portcullis_admission_parties",
                "Sources or users of a realm that a limit remembers, at most "
                        + MeterTable.MOST
                        + '.',
                table::size,
                "scope",
                scope.label(),
                "name",
                realm,
                "direction",
                way.label());
    }
}
