package org.portcullis.media.offer;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.sdp.Connection;
import org.portcullis.core.sdp.MediaLine;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.RtcpAddress;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SdpOrigin;
import org.portcullis.core.sdp.SessionDescription;

/**
 * A description of one leg as the other leg is to read it: origin, name, addresses and ports ours,
 * other lines as far as they may cross.
 */
public final class Rewriting {
    private static final SdpLine ANY_TIME = new SdpLine('t', AsciiString.cached("0 0"));

    private final SessionDescription received;
    private final CrossingLines crossing;
    private final List<MediaSection> sections = new ArrayList<>();

    public Rewriting(SessionDescription received) {
        this.received = received;
        this.crossing = new CrossingLines(received);
    }

    /**
     * Adds the next stream, open.
     *
     * @param shape the m= line that the other leg knows: its media type and protocol
     * @param rtpPort of ours, facing the other leg
     */
    public void open(MediaLine shape, StreamLine.Relayed line, int rtpPort, int rtcpPort) {
        MediaSection section = received.media().get(sections.size());
        List<SdpLine> lines = new ArrayList<>();
        for (SdpLine kept : section.lines()) {
            if (crossing.passes(kept)) {
                lines.add(kept);
            }
        }
        lines.add(RtcpAddress.line(rtcpPort));
        lines.add(line.direction().line());
        MediaLine media =
                new MediaLine(
                        shape.media(), rtpPort, 1, shape.protocol(), section.media().formats());
        sections.add(new MediaSection(media, Optional.empty(), lines));
    }

    /** Adds the next stream, refused: port 0 and nothing more. */
    public void close(MediaLine shape) {
        sections.add(new MediaSection(shape.withPort(0), Optional.empty(), List.of()));
    }

    /** The whole, once every stream was added. */
    public SessionDescription toDescription(SdpOrigin origin, InetAddress ours) {
        List<SdpLine> lines = new ArrayList<>();
        List<SdpLine> attributes = new ArrayList<>();
        boolean timed = false;
        for (SdpLine line : received.lines()) {
            if (crossing.passes(line)) {
                (line.isAttribute() ? attributes : lines).add(line);
                timed |= line.type() == 't';
            }
        }
        if (!timed) {
            lines.add(ANY_TIME);
        }
        lines.addAll(attributes);
        return new SessionDescription(
                origin,
                SessionDescription.NO_NAME,
                Optional.of(Connection.of(ours)),
                lines,
                sections);
    }
}
