package org.portcullis.appliance.emergency;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/**
 * Who is told of emergency calls.
 *
 * @param addresses who gets a MESSAGE
 * @param webhook what gets a POST
 */
public record NoticeSettings(List<Address> addresses, Optional<Hook> webhook) {
    public NoticeSettings {
        addresses = List.copyOf(addresses);
    }

    /** One that a MESSAGE goes to, and the side of the border it is on. */
    public record Address(Realm realm, NextHop hop) {}

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
                throw new IllegalArgumentException(
                        "attempts: " + attempts + " (expected: at least 1)");
            }
        }

        /** Without what is secret in it. */
        @Override
        public String toString() {
            return url.toString();
        }
    }
}
