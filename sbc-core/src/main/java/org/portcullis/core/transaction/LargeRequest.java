package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/** A request too large for a datagram (RFC 3261 18.1.1). */
final class LargeRequest {
    /** Bytes that a datagram should not exceed where nobody knows the path. */
    static final int MOST_BYTES = 1_300;

    private static final AsciiString VERSION = AsciiString.cached("SIP/2.0/");
    private static final AsciiString BRANCH = AsciiString.cached(";rport;alias;branch=");

    private LargeRequest() {}

    /** The same request, of the same transaction, as it goes over {@code stream}. */
    static SipRequest over(Flow stream, SipRequest request, MessageWriter writer) {
        writer.request(request.method(), request.requestUri().text());
        boolean ours = true;
        for (int i = 0; i < request.headerCount(); i++) {
            HeaderName name = request.headerName(i);
            if (name.equals(HeaderName.VIA) && ours) {
                ours = false;
                writer.begin(HeaderName.VIA).append(VERSION);
                writer.append(stream.protocol().viaName()).append(' ');
                writer.append(NetUtil.toSocketAddressString(stream.listenPoint().advertised()));
                writer.append(BRANCH).append(request.topVia().branch()).end();
            } else if (!name.equals(HeaderName.CONTENT_LENGTH)
                    && !name.equals(HeaderName.CONTENT_TYPE)) {
                writer.copy(request, i);
            }
        }
        request.contentType().ifPresent(type -> writer.body(type, request.body()));
        return writer.toRequest();
    }
}
