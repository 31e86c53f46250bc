package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;

/** A description of a party that may have been put on hold, as it is offered to somebody new. */
final class Resumed {

    private Resumed() {}

    /** The same description with every stream both ways (RFC 3264 8.4). */
    static Optional<AsciiString> of(AsciiString sdp) {
        return switch (SessionDescription.parse(sdp, SdpLimits.DEFAULT)) {
            case SdpResult.Parsed(SessionDescription description) ->
                    Optional.of(resumed(description).encode());
            case SdpResult.Malformed malformed -> Optional.empty();
        };
    }

    private static SessionDescription resumed(SessionDescription held) {
        List<MediaSection> media =
                held.media().stream()
                        .map(
                                section ->
                                        new MediaSection(
                                                section.media(),
                                                section.connection(),
                                                undirected(section.lines())))
                        .toList();
        return new SessionDescription(
                held.origin(), held.name(), held.connection(), undirected(held.lines()), media);
    }

    private static List<SdpLine> undirected(List<SdpLine> lines) {
        return lines.stream().filter(line -> Direction.of(line).isEmpty()).toList();
    }
}
