package org.portcullis.core.transport;

import java.time.Duration;

/**
 * What connections may cost.
 *
 * @param maxConnections in all, both directions; more are refused
 * @param maxConnectionsPerSource accepted from one address; more are closed at once
 * @param connectTimeout for our own connections
 * @param messageTimeout from the first byte of a message to its last, and for the first message of
 *     an accepted connection: against slow writers and silent ones
 * @param handshakeTimeout for the handshakes of TLS and WebSocket together, whoever connected
 * @param maxHandshakes that peers have begun and that are not over; more are closed at once
 * @param idleTimeout without a byte either way
 * @param maxOutboundBytes that wait for a slow reader; beyond it the connection is closed
 */
public record StreamLimits(
        int maxConnections,
        int maxConnectionsPerSource,
        Duration connectTimeout,
        Duration messageTimeout,
        Duration handshakeTimeout,
        int maxHandshakes,
        Duration idleTimeout,
        int maxOutboundBytes) {

    public static final StreamLimits DEFAULT =
            new StreamLimits(
                    10_000,
                    200,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    500,
                    Duration.ofMinutes(10),
                    1 << 20);

    public StreamLimits {
        requirePositive("max-connections", maxConnections);
        requirePositive("max-connections-per-source", maxConnectionsPerSource);
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("message-timeout", messageTimeout);
        requirePositive("handshake-timeout", handshakeTimeout);
        requirePositive("max-handshakes", maxHandshakes);
        requirePositive("idle-timeout", idleTimeout);
        requirePositive("max-outbound-bytes", maxOutboundBytes);
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: above 0)");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: above 0)");
        }
    }
}
