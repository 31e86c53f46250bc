package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866), immutable. Slices share the array they were parsed from.
 *
 * @param origin its {@code o=} line
 * @param name the value of its {@code s=} line
 * @param connection the {@code c=} line that streams without their own go by
 * @param lines all others above the first {@code m=}, in order, known or not
 * @param media its streams, in order
 */
public record SessionDescription(
        SdpOrigin origin,
        AsciiString name,
        Optional<Connection> connection,
        List<SdpLine> lines,
        List<MediaSection> media) {
    /** The {@code s=} of a session without a name (RFC 8866 5.3). */
    public static final AsciiString NO_NAME = AsciiString.cached("-");

    public SessionDescription {
        lines = List.copyOf(lines);
        media = List.copyOf(media);
    }

    public static SdpResult parse(AsciiString body, SdpLimits limits) {
        return new SdpParser(body, limits).parse();
    }

    /** The stream's direction: its own, else the session's, else both ways (RFC 8866 6.7). */
    public Direction direction(MediaSection section) {
        return Direction.in(section.lines())
                .or(() -> Direction.in(lines))
                .orElse(Direction.SENDRECV);
    }

    /**
     * Where the stream goes to: its own {@code c=} line, else the session's; the parser lets none
     * pass without.
     */
    public Optional<Connection> connection(MediaSection section) {
        return section.connection().or(() -> connection);
    }

    /** The description as it goes on the wire, lines ended by CRLF. */
    public AsciiString encode() {
        SdpWriter writer = new SdpWriter();
        writer.begin('v').append('0').end();
        writer.begin('o');
        origin.encode(writer);
        writer.end();
        writer.begin('s').append(name).end();
        encode(connection, lines, writer);
        for (MediaSection section : media) {
            section.encode(writer);
        }
        return writer.toAsciiString();
    }

    /**
     * The connection goes where RFC 8866 5 has it: after the lines that describe, before all
     * others.
     */
    static void encode(Optional<Connection> connection, List<SdpLine> lines, SdpWriter writer) {
        int at = 0;
        while (at < lines.size() && "iuep".indexOf(lines.get(at).type()) >= 0) {
            writer.line(lines.get(at++));
        }
        if (connection.isPresent()) {
            writer.begin('c');
            connection.get().encode(writer);
            writer.end();
        }
        while (at < lines.size()) {
            writer.line(lines.get(at++));
        }
    }
}
