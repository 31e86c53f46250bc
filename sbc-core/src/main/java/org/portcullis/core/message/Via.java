package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Via value (RFC 3261 section 20.42). Immutable. */
public final class Via {
    private static final AsciiString BRANCH = AsciiString.cached("branch");
    private static final AsciiString RPORT = AsciiString.cached("rport");
    private static final AsciiString RECEIVED = AsciiString.cached("received");
    private static final AsciiString[] TRANSPORTS = {
        AsciiString.cached("UDP"),
        AsciiString.cached("TCP"),
        AsciiString.cached("TLS"),
        AsciiString.cached("WS"),
        AsciiString.cached("WSS")
    };

    private final AsciiString text;
    private final AsciiString protocol;
    private final AsciiString host;
    private final int port;
    private final Params params;
    private final AsciiString branch;

    private Via(AsciiString text, AsciiString protocol, AsciiString host, int port, Params params) {
        this.text = text;
        this.protocol = protocol;
        this.host = host;
        this.port = port;
        this.params = params;
        this.branch = params.valueOf(BRANCH);
    }

    /** Parses one whole value. */
    public static Optional<Via> parse(AsciiString text) {
        Cursor cursor = new Cursor().reset(text);
        Via via = read(cursor);
        return cursor.atEnd() ? Optional.ofNullable(via) : Optional.empty();
    }

    /** Parses the first of the values in a line. */
    static Optional<Via> first(AsciiString line) {
        return Optional.ofNullable(read(new Cursor().reset(line)));
    }

    /**
     * Reads one value, up to the comma or the end; null if it is none (no Optional: this runs for
     * every message).
     */
    public static @Nullable Via read(Cursor c) {
        Via via = readLenient(c);
        return c.atValueEnd() ? via : null;
    }

    /**
     * What a broken value still says: enough to answer if protocol and sent-by can be read,
     * parameters up to the first bad one.
     */
    public static Optional<Via> salvage(AsciiString text) {
        return Optional.ofNullable(readLenient(new Cursor().reset(text)));
    }

    private static @Nullable Via readLenient(Cursor c) {
        c.skipSpace();
        int from = c.position;
        if (c.span(Chars.TOKEN) == 0
                || !c.takeSpaced('/')
                || c.span(Chars.TOKEN) == 0
                || !c.takeSpaced('/')) {
            return null;
        }
        int protocolStart = c.position;
        if (c.span(Chars.TOKEN) == 0) {
            return null;
        }
        AsciiString protocol = protocol(c, protocolStart);
        int gap = c.position;
        c.skipSpace();
        int hostStart = c.position;
        if (hostStart == gap || !c.host()) {
            return null;
        }
        AsciiString host = c.slice(hostStart);
        int last = c.position;
        int port = -1;
        if (c.takeSpaced(':')) {
            port = c.port();
            if (port < 0) {
                return null;
            }
            last = c.position;
        }
        c.position = last;
        Params params = Params.readHeader(c);
        return new Via(c.slice(from), protocol, host, port, params);
    }

    private static AsciiString protocol(Cursor c, int from) {
        for (AsciiString known : TRANSPORTS) {
            if (Chars.equalsIgnoreCase(c.array, from, c.position, known)) {
                return known;
            }
        }
        return c.slice(from);
    }

    /** The value byte for byte. */
    public AsciiString text() {
        return text;
    }

    /**
     * The transport: {@code UDP}, {@code TCP}, {@code TLS}, {@code WS} or {@code WSS} in upper
     * case, any other as written.
     */
    public AsciiString protocol() {
        return protocol;
    }

    /** The host of sent-by, an IPv6 reference with its brackets. */
    public AsciiString host() {
        return host;
    }

    /** The port of sent-by, or -1. */
    public int port() {
        return port;
    }

    public Params params() {
        return params;
    }

    /** The branch; empty if there is none, as from an RFC 2543 sender. */
    public AsciiString branch() {
        return branch;
    }

    /** Whether the sender asks for the response on the port it sent from (RFC 3581). */
    public boolean rport() {
        return params.has(RPORT);
    }

    public Optional<AsciiString> received() {
        return params.get(RECEIVED);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
