package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;

/** A request of ours with credentials (RFC 3261 22.2, 22.3). */
final class Reissue {
    private Reissue() {}

    /** The request with other credentials than it has, of the same transaction. */
    static SipRequest with(
            SipRequest request, List<Credentials.Line> credentials, MessageWriter writer) {
        AsciiString branch = request.topVia().branch();
        return again(request, branch, request.cseq().number(), credentials, writer);
    }

    /** The request as one of a new transaction. */
    static SipRequest again(
            SipRequest request,
            AsciiString branch,
            long cseq,
            List<Credentials.Line> credentials,
            MessageWriter writer) {
        writer.request(request.method(), request.requestUri().text());
        boolean ours = true;
        for (int i = 0; i < request.headerCount(); i++) {
            HeaderName name = request.headerName(i);
            if (name.equals(HeaderName.VIA) && ours) {
                ours = false;
                via(request.headerValue(i), request.topVia().branch(), branch, writer);
            } else if (name.equals(HeaderName.CSEQ)) {
                writer.begin(name).append(cseq).append(' ').append(request.method().name()).end();
                for (Credentials.Line line : credentials) {
                    writer.header(line.name(), line.value());
                }
            } else if (!name.equals(HeaderName.CONTENT_LENGTH)
                    && !name.equals(HeaderName.AUTHORIZATION)
                    && !name.equals(HeaderName.PROXY_AUTHORIZATION)) {
                writer.copy(request, i);
            }
        }
        return writer.body(request.body()).toRequest();
    }

    /** Our Via with another branch in the place of the one that is a slice of it. */
    private static void via(
            AsciiString via, AsciiString from, AsciiString to, MessageWriter writer) {
        int before = via.indexOf(from);
        writer.begin(HeaderName.VIA)
                .append(via.subSequence(0, before, false))
                .append(to)
                .append(via.subSequence(before + from.length(), via.length(), false))
                .end();
    }
}
