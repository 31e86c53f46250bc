package org.portcullis.routing.resolve;

import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What the resolver counts. Any thread. */
final class ResolverCounters {
    final Counter found;
    final Counter absent;
    final Counter failed;
    final Counter hits;
    final Counter misses;
    final Counter stale;
    final Counter refused;
    final Counter cut;
    final Counter turnedUp;
    final Counter turnedDown;

    ResolverCounters(Counters counters) {
        found = queries(counters, "found");
        absent = queries(counters, "absent");
        failed = queries(counters, "failed");
        hits = lookups(counters, "hit");
        misses = lookups(counters, "miss");
        stale =
                counters.counter(
                        "portcullis_dns_stale_served_total",
                        "Answers used beyond their time because no name server answered.");
        refused =
                counters.counter(
                        "portcullis_dns_pending_refused_total",
                        "Requests that failed because too many waited for DNS already.");
        cut =
                counters.counter(
                        "portcullis_dns_answers_cut_total",
                        "Answers with more records than are looked at, or resolutions that took"
                                + " more questions than are asked.");
        turnedUp = targets(counters, "up");
        turnedDown = targets(counters, "down");
    }

    private static Counter queries(Counters counters, String result) {
        return counters.counter(
                "portcullis_dns_queries_total",
                "Questions put to name servers, by what came of them: found, absent (no such name"
                        + " or record), failed (no answer in time, or a server's failure).",
                "result",
                result);
    }

    private static Counter lookups(Counters counters, String result) {
        return counters.counter(
                "portcullis_dns_lookups_total",
                "Destinations looked up by name: hit (known and fresh), miss (waited for DNS or a"
                        + " cached record).",
                "result",
                result);
    }

    private static Counter targets(Counters counters, String to) {
        return counters.counter(
                "portcullis_dns_targets_turned_total",
                "Times that an address behind a name was found dead (down) or alive again (up).",
                "to",
                to);
    }
}
