package org.portcullis.routing.route;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.portcullis.core.runtime.TimeOfWeek;

/**
 * When a route is in force.
 *
 * @param times any of these; not empty
 * @param zone that they are told in
 */
public record Schedule(List<TimeOfWeek> times, ZoneId zone) {
    public Schedule {
        times = List.copyOf(times);
        if (times.isEmpty()) {
            throw new IllegalArgumentException("times: none (expected: one or more)");
        }
    }

    boolean contains(Instant moment) {
        var local = moment.atZone(zone);
        for (int i = 0; i < times.size(); i++) {
            if (times.get(i).contains(local)) {
                return true;
            }
        }
        return false;
    }
}
