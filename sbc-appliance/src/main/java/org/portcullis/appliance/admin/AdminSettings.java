package org.portcullis.appliance.admin;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The {@code admin} section.
 *
 * @param listen where the admin server listens
 * @param token what every call but health is to show; empty for the one in the state directory
 * @param metrics who may read the metrics
 * @param session how long a browser that has shown the token need not show it again
 */
public record AdminSettings(
        InetSocketAddress listen, Optional<Token> token, Metrics metrics, Duration session) {

    /** Who may read the metrics. */
    public enum Metrics {
        /** Everybody where the server listens on loopback, else who has the token. */
        AUTO,
        OPEN,
        TOKEN
    }

    /** As by default, listening there. */
    public static AdminSettings at(InetSocketAddress listen) {
        return new AdminSettings(listen, Optional.empty(), Metrics.AUTO, Duration.ofHours(12));
    }

    boolean metricsOpen() {
        return switch (metrics) {
            case AUTO -> listen.getAddress().isLoopbackAddress();
            case OPEN -> true;
            case TOKEN -> false;
        };
    }
}
