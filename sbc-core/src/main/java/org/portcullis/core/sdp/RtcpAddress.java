package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * Where RTCP goes when not to the port above that of RTP: {@code a=rtcp:53020 IN IP4 192.0.2.1}
 * (RFC 3605).
 *
 * @param connection empty if it goes to the address that RTP goes to
 */
public record RtcpAddress(int port, Optional<Connection> connection) {
    private static final AsciiString NAME = AsciiString.cached("rtcp");

    public static SdpLine line(int port) {
        return SdpLine.attribute("rtcp:" + port);
    }

    /**
     * The address that {@code line} states; empty if it is another line or states none that can be
     * read.
     */
    public static Optional<RtcpAddress> of(SdpLine line) {
        if (!line.isAttribute(NAME)) {
            return Optional.empty();
        }
        Words words = new Words(line.attributeValue());
        int port = Words.number(words.next(), 65_535);
        if (port < 1) {
            return Optional.empty();
        }
        Optional<Connection> connection = Connection.parse(words);
        return Optional.of(new RtcpAddress(port, connection));
    }
}
