package org.portcullis.core.sdp;

import java.util.List;
import java.util.Optional;

/**
 * One stream of a session: its {@code m=} line and what follows it.
 *
 * @param connection its own {@code c=} line, if any
 * @param lines all others in order, known or not
 */
public record MediaSection(MediaLine media, Optional<Connection> connection, List<SdpLine> lines) {

    public MediaSection {
        lines = List.copyOf(lines);
    }

    /** Where its RTCP goes, if the description says so. */
    public Optional<RtcpAddress> rtcp() {
        for (SdpLine line : lines) {
            Optional<RtcpAddress> rtcp = RtcpAddress.of(line);
            if (rtcp.isPresent()) {
                return rtcp;
            }
        }
        return Optional.empty();
    }

    void encode(SdpWriter writer) {
        writer.begin('m');
        media.encode(writer);
        writer.end();
        SessionDescription.encode(connection, lines, writer);
    }
}
