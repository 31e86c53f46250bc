package org.portcullis.media.offer;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.Optional;
import org.portcullis.core.sdp.Connection;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.MediaLine;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.RtcpAddress;
import org.portcullis.core.sdp.RtpMap;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SessionDescription;
import org.portcullis.media.latch.Expectation;
import org.portcullis.media.rtp.PayloadTypes;

/** Reads one m= line. */
final class StreamLineReader {
    private static final AsciiString AVP = AsciiString.cached("RTP/AVP");
    private static final AsciiString AVPF = AsciiString.cached("RTP/AVPF");
    private static final int PAYLOAD_TYPES = 128;

    private final SessionDescription description;
    private final MediaSection section;
    private final int number;
    private final InetAddress source;
    private final InetAddress ours;

    StreamLineReader(
            SessionDescription description,
            MediaSection section,
            int number,
            InetAddress source,
            InetAddress ours) {
        this.description = description;
        this.section = section;
        this.number = number;
        this.source = source;
        this.ours = ours;
    }

    StreamLine read() {
        MediaLine media = section.media();
        if (media.port() == 0) {
            return new StreamLine.Closed();
        }
        if (!media.protocol().equals(AVP) && !media.protocol().equals(AVPF)) {
            return refused(media.protocol(), "RTP/AVP or RTP/AVPF");
        }
        if (media.portCount() != 1) {
            return refused(AsciiString.of(media.portCount() + " ports"), "one port");
        }
        int[] clockRates = new int[PAYLOAD_TYPES];
        for (AsciiString format : media.formats()) {
            int type = payloadType(format);
            if (type < 0) {
                return refused(AsciiString.of("a format"), "payload types 0-127");
            }
            clockRates[type] = PayloadTypes.assignedClockRate(type);
        }
        Optional<Connection> connection = description.connection(section);
        if (connection.isEmpty() || connection.get().address().isEmpty()) {
            return refused(AsciiString.of("a host name"), "an IP address");
        }
        return read(connection.get().address().get(), clockRates);
    }

    private StreamLine read(InetAddress host, int[] clockRates) {
        if (host.isMulticastAddress()) {
            return refused(AsciiString.of("a multicast address"), "a unicast one");
        }
        boolean nowhere = host.isAnyLocalAddress();
        if (!nowhere && host.getClass() != ours.getClass()) {
            return refused(AsciiString.of("an address of another family"), "that of this realm");
        }
        for (SdpLine line : section.lines()) {
            Optional<RtpMap> map = RtpMap.of(line);
            if (map.isPresent() && clockRates[map.get().payloadType()] != 0) {
                clockRates[map.get().payloadType()] = map.get().clockRate();
            }
        }
        Direction direction = description.direction(section);
        return new StreamLine.Relayed(
                new Peer(
                        Expectation.of(host, section.media().port(), source),
                        rtcp(host, section.media().port())),
                PayloadTypes.of(clockRates),
                nowhere ? direction.withoutReceiving() : direction);
    }

    /** RTCP comes from and goes to the port above, or where {@code a=rtcp} says. */
    private Expectation rtcp(InetAddress host, int rtpPort) {
        Optional<RtcpAddress> stated = section.rtcp();
        if (stated.isEmpty()) {
            return rtpPort == 65_535
                    ? Expectation.NOBODY
                    : Expectation.of(host, rtpPort + 1, source);
        }
        InetAddress its = stated.get().connection().flatMap(Connection::address).orElse(host);
        boolean usable = its.getClass() == ours.getClass() && !its.isMulticastAddress();
        return Expectation.of(usable ? its : host, stated.get().port(), source);
    }

    private StreamLine refused(AsciiString value, String expected) {
        return new StreamLine.Refused(
                "m= line " + number + ": " + value + " (expected: " + expected + ")");
    }

    private static int payloadType(AsciiString format) {
        int type = 0;
        for (int i = 0; i < format.length(); i++) {
            int digit = format.byteAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 2) {
                return -1;
            }
            type = type * 10 + digit;
        }
        return type < PAYLOAD_TYPES ? type : -1;
    }
}
