package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.sdp.Direction;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;

/**
 * Whether a description says that its sender does not want to hear (RFC 3264 8.4, RFC 6337 5.3).
 */
final class Held {

    private Held() {}

    static boolean is(Optional<AsciiString> sdp) {
        return sdp.isPresent()
                && SessionDescription.parse(sdp.get(), SdpLimits.DEFAULT)
                        instanceof SdpResult.Parsed(SessionDescription description)
                && description.media().stream()
                        .allMatch(media -> description.direction(media) != Direction.SENDRECV);
    }
}
