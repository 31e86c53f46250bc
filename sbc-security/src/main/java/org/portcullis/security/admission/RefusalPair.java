package org.portcullis.security.admission;

import org.portcullis.core.runtime.Counters;

/**
 * What a limit refuses, by whether there were too many calls or too many a second. Any thread.
 *
 * @param overCalls too many at a time
 * @param overRate too many a second
 */
record RefusalPair(Refusals overCalls, Refusals overRate) {

    /**
     * @param scope what kind of party the limit is of
     * @param name of the party, or of the realm it is in
     */
    static RefusalPair of(
            Scope scope, String name, Direction direction, Counters counters, long nowNanos) {
        return new RefusalPair(
                refusals(scope, name, direction, "calls", counters, nowNanos),
                refusals(scope, name, direction, "cps", counters, nowNanos));
    }

    /** Refusals for another reason, counted beside those of the limits. */
    static Refusals refusals(
            Scope scope,
            String name,
            Direction direction,
            String limit,
            Counters counters,
            long nowNanos) {
        return new Refusals(
                limit + " limit " + direction.label() + " of " + scope.label() + ' ' + name,
                counters.counter(
                        "portcullis_admission_refused_total",
                        "Places refused to calls for a limit, by what the limit is of, the way"
                                + " the call goes and what there is too much of.",
                        "scope",
                        scope.label(),
                        "name",
                        name,
                        "direction",
                        direction.label(),
                        "limit",
                        limit),
                nowNanos);
    }
}
