package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;
import org.portcullis.core.message.WireImage;

/**
 * The part of a request that its response repeats (RFC 3261 section 8.2.6), as far as it was there.
 *
 * @param image the request's bytes and those header lines that could be told apart
 * @param topVia the first Via; where it was broken, its sound beginning
 * @param to the To header, if it was there and sound
 */
public record ReplyHeaders(WireImage image, Via topVia, Optional<NameAddr> to) {

    /** Those of a sound request. */
    public static ReplyHeaders of(SipRequest request) {
        return new ReplyHeaders(request.image(), request.topVia(), Optional.of(request.to()));
    }

    /** Those of a broken request; empty if its first Via does not even tell who asks. */
    static Optional<ReplyHeaders> salvage(WireImage image) {
        Optional<NameAddr> to = first(image, HeaderName.TO).flatMap(NameAddr::parse);
        return first(image, HeaderName.VIA)
                .flatMap(Via::salvage)
                .map(via -> new ReplyHeaders(image, via, to));
    }

    private static Optional<AsciiString> first(WireImage image, HeaderName name) {
        int line = image.find(name, 0);
        return line < 0 ? Optional.empty() : Optional.of(image.headerValue(line));
    }
}
