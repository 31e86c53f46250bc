package org.portcullis.routing.register;

import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What is counted of one line. Any thread. */
final class LineCounters {
    final Counter registered;
    final Counter refused;
    final Counter unanswered;
    final Counter lost;

    LineCounters(String trunk, Counters counters) {
        registered = result("registered", trunk, counters);
        refused = result("refused", trunk, counters);
        unanswered = result("unanswered", trunk, counters);
        lost =
                counters.counter(
                        "portcullis_line_lost_total",
                        "Times that the registration with a carrier ran out or was refused while"
                                + " it stood.",
                        "peer",
                        trunk);
    }

    private static Counter result(String result, String trunk, Counters counters) {
        return counters.counter(
                "portcullis_line_registers_total",
                "REGISTER requests of ours to a carrier, by what came of them: registered, refused"
                        + " (a response that is no 2xx, or one that does not have us in it),"
                        + " unanswered. Challenges that are answered do not count.",
                "peer",
                trunk,
                "result",
                result);
    }
}
