package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Optional;

/** The quality of protection: what of a message the digest covers (RFC 7616 3.3). */
public enum Qop {
    /** Method and URI. */
    AUTH("auth"),
    /** The body too. */
    AUTH_INT("auth-int");

    private final AsciiString label;

    Qop(String label) {
        this.label = AsciiString.cached(label);
    }

    public AsciiString label() {
        return label;
    }

    static Optional<Qop> of(AsciiString name) {
        for (Qop each : values()) {
            if (each.label.contentEqualsIgnoreCase(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
