package org.portcullis.appliance.webhook;

import java.net.URI;
import java.time.Duration;

/**
 * Where a POST goes.
 *
 * @param authorization the value of that header, empty for none
 * @param timeout for one attempt
 * @param attempts how often it is tried, 1 or more
 */
public record Hook(URI url, String authorization, Duration timeout, int attempts) {
    public Hook {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: at least 1)");
        }
    }

    /** Without what is secret in it. */
    @Override
    public String toString() {
        return url.toString();
    }
}
