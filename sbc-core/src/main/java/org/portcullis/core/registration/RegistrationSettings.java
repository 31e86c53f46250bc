package org.portcullis.core.registration;

/**
 * Registrations of one loop.
 *
 * @param limit bindings that may stand at a time, at least 1
 * @param keepAliveNanos how often a phone behind a NAT is asked over UDP whether it is there, so
 *     that its way stays open; 0 for never. Over a connection it is a quarter as often
 */
public record RegistrationSettings(int limit, long keepAliveNanos) {
    public static final RegistrationSettings DEFAULT =
            new RegistrationSettings(50_000, 30_000_000_000L);

    public RegistrationSettings {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: at least 1)");
        }
        if (keepAliveNanos < 0) {
            throw new IllegalArgumentException(
                    "keep-alive: " + keepAliveNanos + " (expected: 0 or more)");
        }
    }
}
