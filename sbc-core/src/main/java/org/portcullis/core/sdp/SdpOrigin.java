package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who made the session and which state of it this is, the value of an {@code o=} line (RFC 8866
 * 5.2).
 *
 * <p>Identifier and version are text: peers send numbers beyond 64 bits.
 */
public record SdpOrigin(
        AsciiString username, AsciiString sessionId, AsciiString version, Connection address) {
    private static final AsciiString NOBODY = AsciiString.cached("-");

    public static SdpOrigin of(long sessionId, long version, InetAddress address) {
        return new SdpOrigin(
                NOBODY,
                AsciiString.of(Long.toString(sessionId)),
                AsciiString.of(Long.toString(version)),
                Connection.of(address));
    }

    static Optional<SdpOrigin> parse(AsciiString value) {
        Words words = new Words(value);
        AsciiString username = words.next();
        AsciiString sessionId = words.next();
        AsciiString version = words.next();
        Optional<Connection> address = Connection.parse(words);
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(new SdpOrigin(username, sessionId, version, address.get()));
    }

    void encode(SdpWriter writer) {
        writer.append(username)
                .append(' ')
                .append(sessionId)
                .append(' ')
                .append(version)
                .append(' ');
        address.encode(writer);
    }
}
