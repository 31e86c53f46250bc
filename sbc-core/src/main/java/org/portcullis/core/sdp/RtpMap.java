package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * The encoding of a payload type, {@code a=rtpmap:96 opus/48000/2} (RFC 8866 6.6).
 *
 * @param payloadType 0 to 127
 * @param encoding its name, compared without regard to case
 * @param clockRate of the RTP timestamp, in Hz
 */
public record RtpMap(int payloadType, AsciiString encoding, int clockRate) {
    private static final AsciiString NAME = AsciiString.cached("rtpmap");

    /**
     * The mapping that {@code line} states; empty if it is another line or states none that can be
     * read.
     */
    public static Optional<RtpMap> of(SdpLine line) {
        if (!line.isAttribute(NAME)) {
            return Optional.empty();
        }
        Words words = new Words(line.attributeValue());
        int payloadType = Words.number(words.next(), 127);
        AsciiString encoding = words.next();
        int slash = encoding.indexOf("/");
        if (payloadType < 0 || slash < 1) {
            return Optional.empty();
        }
        AsciiString rate = encoding.subSequence(slash + 1, encoding.length(), false);
        int parameters = rate.indexOf("/");
        int clockRate =
                Words.number(
                        parameters < 0 ? rate : rate.subSequence(0, parameters, false),
                        Integer.MAX_VALUE);
        return clockRate < 1
                ? Optional.empty()
                : Optional.of(
                        new RtpMap(payloadType, encoding.subSequence(0, slash, false), clockRate));
    }
}
