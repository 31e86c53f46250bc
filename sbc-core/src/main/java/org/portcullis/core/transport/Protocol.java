package org.portcullis.core.transport;

import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.Optional;

/** A transport of SIP (RFC 3261 18, RFC 7118). */
public enum Protocol {
    UDP(5060),
    TCP(5060),
    TLS(5061),
    WS(80),
    WSS(443);

    private static final Protocol[] ALL = values();

    private final AsciiString viaName = AsciiString.cached(name());
    private final String label = name().toLowerCase(Locale.ROOT);
    private final int defaultPort;

    Protocol(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The protocol of that name in any case, as in a Via or a {@code transport} parameter. */
    public static Optional<Protocol> of(CharSequence name) {
        for (Protocol protocol : ALL) {
            if (AsciiString.contentEqualsIgnoreCase(protocol.viaName, name)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /** The name in a Via's sent-protocol, such as {@code UDP}. */
    public AsciiString viaName() {
        return viaName;
    }

    /**
     * The name in a URI's {@code transport} parameter and in the configuration, such as {@code
     * udp}.
     */
    public String label() {
        return label;
    }

    /** The port where none is written (RFC 3261 18.2.2, 19.1.2; RFC 7118 5.2). */
    public int defaultPort() {
        return defaultPort;
    }

    /** Whether the transport itself delivers or fails, so that nothing is retransmitted on it. */
    public boolean reliable() {
        return this != UDP;
    }

    /** Whether the bytes are encrypted on the way. */
    public boolean secure() {
        return this == TLS || this == WSS;
    }
}
