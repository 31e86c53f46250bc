package org.portcullis.security.fraud;

import java.util.List;
import org.portcullis.core.runtime.TimeOfWeek;

/**
 * Numbers that are blocked, or permitted in spite of that.
 *
 * @param from for whom
 * @param prefixes what the numbers begin with; an empty one is every number
 * @param when at what times, at any if there is none
 * @param status the answer to what is blocked
 */
public record NumberList(From from, List<String> prefixes, List<TimeOfWeek> when, int status) {
    public NumberList {
        prefixes = List.copyOf(prefixes);
        when = List.copyOf(when);
        if (status < 400 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
        }
    }
}
