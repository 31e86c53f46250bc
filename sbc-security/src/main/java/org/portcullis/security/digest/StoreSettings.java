package org.portcullis.security.digest;

import java.time.Duration;

/**
 * How long the answers of a {@link UserStore} are used.
 *
 * @param users remembered at most
 * @param keep how long a user that has shown the password is let in unasked
 * @param keepWhenDown how long where the store does not answer, at least as long
 * @param refuse how long the answer about a user that has not shown it is used for the next that
 *     does not
 */
public record StoreSettings(int users, Duration keep, Duration keepWhenDown, Duration refuse) {
    public StoreSettings {
        if (users < 1) {
            throw new IllegalArgumentException("users: " + users + " (expected: at least 1)");
        }
        if (keep.isNegative() || refuse.isNegative()) {
            throw new IllegalArgumentException("keep, refuse: below 0 (expected: 0 or more)");
        }
        if (keepWhenDown.compareTo(keep) < 0) {
            throw new IllegalArgumentException(
                    "keep-when-down: " + keepWhenDown + " (expected: at least " + keep + ')');
        }
    }
}
