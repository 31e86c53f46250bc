package org.portcullis.media.offer;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.SessionDescription;
import org.portcullis.media.rtp.PayloadTypes;

/** What one m= line asks of the relay. */
public sealed interface StreamLine {

    /**
     * A stream that can be relayed.
     *
     * @param direction as the other leg is to be told: an address of nowhere is a direction there
     */
    record Relayed(Peer peer, PayloadTypes payloadTypes, Direction direction)
            implements StreamLine {}

    /** A stream that its sender refuses or has disabled: port 0. */
    record Closed() implements StreamLine {}

    /**
     * A stream that cannot be relayed.
     *
     * @param why place, value and expectation, fit for a Warning header
     */
    record Refused(String why) implements StreamLine {}

    /**
     * Reads the m= lines of {@code description}.
     *
     * @param source the address that its signalling came from
     * @param ours the address that its sender's media is to come to; it tells the family that we
     *     can talk
     */
    static List<StreamLine> read(
            SessionDescription description, InetAddress source, InetAddress ours) {
        List<StreamLine> lines = new ArrayList<>();
        for (MediaSection section : description.media()) {
            lines.add(
                    new StreamLineReader(description, section, lines.size() + 1, source, ours)
                            .read());
        }
        return lines;
    }
}
