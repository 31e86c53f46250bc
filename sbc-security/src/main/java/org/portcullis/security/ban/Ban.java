package org.portcullis.security.ban;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * One ban as it stands at some moment.
 *
 * @param user the only user that is banned from there; everybody from there where empty
 * @param times how often in a row, 1 or more
 * @param total how long it lasts from its beginning to its end
 * @param left how much of that is left; zero or less for one that is over and only remembered, so
 *     that the next one lasts longer
 */
public record Ban(
        InetAddress address,
        Optional<String> user,
        BanReason reason,
        int times,
        Duration total,
        Duration left) {
    public Ban {
        if (times < 1) {
            throw new IllegalArgumentException("times: " + times + " (expected: at least 1)");
        }
        if (!total.isPositive()) {
            throw new IllegalArgumentException(
                    "total: " + total.toMillis() + "ms (expected: more than 0)");
        }
    }

    /** Whether it is in force, not only remembered. */
    public boolean inForce() {
        return left.isPositive();
    }
}
