package org.portcullis.security.digest;

import java.time.Duration;

/**
 * When guessing a password is ended.
 *
 * @param attempts failures of a user from an address
 * @param window in which they come
 * @param block how long that user is banned from that address
 */
public record BlockSettings(int attempts, Duration window, Duration block) {
    public BlockSettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: at least 1)");
        }
        requirePositive("window", window);
        requirePositive("block", block);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: more than nothing)");
        }
    }
}
