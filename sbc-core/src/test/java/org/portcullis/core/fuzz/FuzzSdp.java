package org.portcullis.core.fuzz;

import io.netty.util.AsciiString;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.RtcpAddress;
import org.portcullis.core.sdp.RtpMap;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;

/** One session description: what is accepted is read again to the same after it was written. */
public final class FuzzSdp {
    private FuzzSdp() {}

    public static void fuzzerTestOneInput(byte[] data) {
        switch (SessionDescription.parse(new AsciiString(data, false), SdpLimits.DEFAULT)) {
            case SdpResult.Malformed malformed -> message(malformed);
            case SdpResult.Parsed(SessionDescription description) -> {
                read(description);
                AsciiString encoded = description.encode();
                switch (SessionDescription.parse(encoded, SdpLimits.DEFAULT)) {
                    case SdpResult.Parsed(SessionDescription again) -> {
                        Check.equal(description, again, "after writing");
                        Check.equal(encoded, again.encode(), "written again");
                    }
                    case SdpResult.Malformed malformed -> {
                        // Ends of lines are two bytes here, one is tolerated.
                        if (encoded.length() <= SdpLimits.DEFAULT.bytes()) {
                            throw new AssertionError(malformed.message() + " of " + encoded);
                        }
                    }
                }
            }
        }
    }

    /** It may stand in a Warning: printable, and no quotes. */
    private static void message(SdpResult.Malformed malformed) {
        String text = malformed.message();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"') {
                throw new AssertionError("not printable: " + text);
            }
        }
    }

    private static void read(SessionDescription description) {
        for (MediaSection section : description.media()) {
            Direction direction = description.direction(section);
            Check.equal(direction, Direction.of(direction.line()).orElseThrow(), "direction");
            description.connection(section);
            for (SdpLine line : section.lines()) {
                RtpMap.of(line);
                RtcpAddress.of(line);
                if (line.isAttribute()) {
                    line.attributeName();
                    line.attributeValue();
                }
            }
        }
    }
}
