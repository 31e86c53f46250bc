package org.portcullis.security.fraud;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.runtime.TimeOfWeek;

/**
 * How much a source may call some numbers, as configured.
 *
 * @param name unique
 * @param from whose calls it is for
 * @param perUser whether each user of a peer is counted by itself, or the peer as one
 * @param prefixes what the numbers begin with, as they are after the number format of the peer; an
 *     empty one is every number
 * @param when at what times, at any if there is none
 * @param window how long calls and minutes are counted before they start over
 * @param thresholds of what is measured
 * @param block how long a source is blocked that has gone beyond a critical one; empty where it is
 *     not
 * @param status the answer to what is blocked
 */
public record FraudRule(
        String name,
        From from,
        boolean perUser,
        List<String> prefixes,
        List<TimeOfWeek> when,
        Duration window,
        Map<Measure, Thresholds> thresholds,
        Optional<Duration> block,
        int status) {
    public FraudRule {
        prefixes = List.copyOf(prefixes);
        when = List.copyOf(when);
        thresholds = new EnumMap<>(thresholds);
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("prefixes: none (expected: at least one)");
        }
        if (thresholds.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": no thresholds (expected: at least one, such as calls)");
        }
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window: " + window + " (expected: more than 0)");
        }
        if (status < 400 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
        }
    }
}
