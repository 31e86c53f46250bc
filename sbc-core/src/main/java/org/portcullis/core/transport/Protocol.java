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

    /**
     * What a {@code transport} parameter means in a URI (RFC 3261 26.2.2, RFC 7118 5.2): a sips URI
     * is never sent in clear, so that its TCP is TLS and its WS is WSS; empty for what it cannot
     * be.
     *
     * @param secure whether the scheme is sips
     */
    public static Optional<Protocol> of(CharSequence name, boolean secure) {
        Optional<Protocol> named = of(name);
        if (!secure || named.isEmpty()) {
            return named;
        }
        return switch (named.get()) {
            case UDP -> Optional.empty();
            case TCP, TLS -> Optional.of(TLS);
            case WS, WSS -> Optional.of(WSS);
        };
    }

    /** The name in a Via's sent-protocol, such as {@code UDP}. */
    public AsciiString viaName() {
        return viaName;
    }

    /**
     * The name in a URI's {@code transport} parameter, such as {@code udp}. WebSocket has one,
     * whether secure or not (RFC 7118 5.2).
     */
    public String uriName() {
        return this == WSS ? WS.label : label;
    }

    /** The name in the configuration and in metrics, such as {@code udp}. */
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

    /** Whether messages travel in WebSocket (RFC 7118). */
    public boolean webSocket() {
        return this == WS || this == WSS;
    }

    /** Whether the bytes are encrypted on the way. */
    public boolean secure() {
        return this == TLS || this == WSS;
    }
}
