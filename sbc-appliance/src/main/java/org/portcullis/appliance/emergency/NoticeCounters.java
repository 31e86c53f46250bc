package org.portcullis.appliance.emergency;

import org.portcullis.appliance.webhook.Outcomes;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** The counters of notices. */
final class NoticeCounters {

    private NoticeCounters() {}

    /**
     * @param by {@code message} or {@code webhook}
     */
    static Outcomes of(String by, Counters counters) {
        return new Outcomes(
                counter(by, "delivered", counters),
                counter(by, "failed", counters),
                counter(by, "dropped", counters));
    }

    private static Counter counter(String by, String outcome, Counters counters) {
        return counters.counter(
                "portcullis_emergency_notices_total",
                "Notices of emergency calls: delivered, failed after every attempt, or dropped"
                        + " because too many were under way.",
                "by",
                by,
                "outcome",
                outcome);
    }
}
