package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of an {@code m=} line (RFC 8866 5.14): {@code audio 49170/2 RTP/AVP 0 8}.
 *
 * @param media the media type, such as {@code audio}
 * @param port 0 to 65535; 0 refuses or disables the stream (RFC 3264 6, 8.2)
 * @param portCount 1 where the line does not say
 * @param protocol such as {@code RTP/AVP}
 * @param formats payload types for RTP; at least one
 */
public record MediaLine(
        AsciiString media,
        int port,
        int portCount,
        AsciiString protocol,
        List<AsciiString> formats) {

    private static final int MAX_TOKEN = 64;

    public MediaLine {
        formats = List.copyOf(formats);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
        }
        if (portCount < 1) {
            throw new IllegalArgumentException(
                    "portCount: " + portCount + " (expected: 1 or more)");
        }
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("formats: none (expected: at least one)");
        }
    }

    /** The same line with one port of ours. */
    public MediaLine withPort(int ours) {
        return new MediaLine(media, ours, 1, protocol, formats);
    }

    /** The same line with some of its formats, or in another order. */
    public MediaLine withFormats(List<AsciiString> chosen) {
        return new MediaLine(media, port, portCount, protocol, chosen);
    }

    static Optional<MediaLine> parse(AsciiString value, int maxFormats) {
        Words words = new Words(value);
        AsciiString media = words.next();
        AsciiString ports = words.next();
        AsciiString protocol = words.next();
        int slash = ports.indexOf("/");
        int port = Words.number(slash < 0 ? ports : ports.subSequence(0, slash, false), 65_535);
        int count =
                slash < 0
                        ? 1
                        : Words.number(ports.subSequence(slash + 1, ports.length(), false), 65_535);
        List<AsciiString> formats = new ArrayList<>();
        while (!words.atEnd()) {
            formats.add(words.next());
        }
        boolean sound =
                isToken(media)
                        && isToken(protocol)
                        && port >= 0
                        && count > 0
                        && !formats.isEmpty()
                        && formats.size() <= maxFormats;
        return !sound
                ? Optional.empty()
                : Optional.of(new MediaLine(media, port, count, protocol, formats));
    }

    /**
     * Names of media and protocols; a length beyond any of them is somebody's attempt at something
     * else.
     */
    private static boolean isToken(AsciiString word) {
        for (int i = 0; i < word.length(); i++) {
            byte b = word.byteAt(i);
            if (b <= ' ' || b == 0x7F || b == '"' || b == '\\') {
                return false;
            }
        }
        return !word.isEmpty() && word.length() <= MAX_TOKEN;
    }

    void encode(SdpWriter writer) {
        writer.append(media).append(' ').append(port);
        if (portCount > 1) {
            writer.append('/').append(portCount);
        }
        writer.append(' ').append(protocol);
        for (AsciiString format : formats) {
            writer.append(' ').append(format);
        }
    }
}
