package org.portcullis.security.admission;

/**
 * The calls of one party in one direction, and what they are held to.
 *
 * @param scope {@code all} for the box, {@code realm} or {@code peer}
 * @param name of the realm or the peer; {@code all} for the box
 * @param direction {@code in} or {@code out}
 * @param live calls that hold a place; more than the limit where it was lowered under them, or
 *     where emergency calls went beyond it
 */
public record LimitView(String scope, String name, String direction, int live, CallLimits limits) {

    static LimitView of(Scope scope, String name, Direction way, Meter meter) {
        return new LimitView(scope.label(), name, way.label(), meter.live(), meter.limits());
    }

    /** Whether there is anything to see: a limit, or a call. */
    boolean matters() {
        return live > 0 || !limits.unlimited();
    }
}
