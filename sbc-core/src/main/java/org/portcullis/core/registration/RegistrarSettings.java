package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.Set;

/**
 * How the box registers users itself.
 *
 * @param domains of the users, in lower case; any where there are none
 * @param leastSeconds shorter registrations are refused (RFC 3261 10.3 step 7)
 * @param defaultSeconds what who asks for none gets
 * @param mostSeconds longer ones become this long
 * @param contacts of one user that may stand at a time
 */
public record RegistrarSettings(
        Set<AsciiString> domains,
        long leastSeconds,
        long defaultSeconds,
        long mostSeconds,
        int contacts) {
    public RegistrarSettings {
        domains = Set.copyOf(domains);
        if (leastSeconds < 1 || defaultSeconds < leastSeconds || mostSeconds < defaultSeconds) {
            throw new IllegalArgumentException(
                    "expires: "
                            + leastSeconds
                            + ", "
                            + defaultSeconds
                            + ", "
                            + mostSeconds
                            + " s (expected: least, default and most, in order and above 0)");
        }
        if (contacts < 1) {
            throw new IllegalArgumentException("contacts: " + contacts + " (expected: at least 1)");
        }
    }

    /** Whether a user of that host is ours to register, or to call. */
    public boolean serves(AsciiString host) {
        return domains.isEmpty() || domains.contains(host.toLowerCase());
    }
}
