package org.portcullis.core.media;

import java.util.List;

/** Counters of a call's media, a snapshot: one entry per stream and sending side. */
public record MediaStatistics(List<Stream> streams) {

    public static final MediaStatistics NONE = new MediaStatistics(List.of());

    public MediaStatistics {
        streams = List.copyOf(streams);
    }

    /**
     * RTP received from one side of one stream.
     *
     * @param index the m-line, from 0
     * @param media the media type of the m-line, such as {@code audio}
     * @param from the side that sends
     * @param remote where its packets come from, {@code address:port}, empty before the first
     * @param packets accepted RTP packets
     * @param bytes their UDP payload
     * @param lost packets missing by sequence number (RFC 3550 A.3)
     * @param dropped packets refused: wrong source, not RTP
     * @param jitterMicros interarrival jitter (RFC 3550 6.4.1) in microseconds
     */
    public record Stream(
            int index,
            String media,
            Side from,
            String remote,
            long packets,
            long bytes,
            long lost,
            long dropped,
            long jitterMicros) {}
}
