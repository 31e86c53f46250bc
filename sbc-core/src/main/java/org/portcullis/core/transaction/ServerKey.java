package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;

/**
 * What makes two requests the same one (RFC 3261 17.2.3): branch, sent-by and method, where an ACK
 * counts as its INVITE.
 *
 * <p>A branch without the magic cookie is no identity (RFC 2543): there Request-URI, Call-ID, From
 * tag and CSeq number stand in for it. The To tag does not, for that of an ACK is ours.
 */
final class ServerKey {
    private static final AsciiString MAGIC_COOKIE = AsciiString.cached("z9hG4bK");
    private static final AsciiString NONE = AsciiString.EMPTY_STRING;

    private final AsciiString branch;
    private final AsciiString host;
    private final int port;
    private final Method method;
    private final AsciiString uri;
    private final AsciiString callId;
    private final AsciiString fromTag;
    private final long cseq;

    private ServerKey(
            Via via,
            Method method,
            AsciiString uri,
            AsciiString callId,
            AsciiString fromTag,
            long cseq) {
        this.branch = via.branch();
        this.host = via.host();
        this.port = via.port();
        this.method = method;
        this.uri = uri;
        this.callId = callId;
        this.fromTag = fromTag;
        this.cseq = cseq;
    }

    static ServerKey of(SipRequest request) {
        Method method = request.method();
        return of(request, method.equals(Method.ACK) ? Method.INVITE : method);
    }

    /** The key of a request with everything but the method of this one: what a CANCEL cancels. */
    static ServerKey of(SipRequest request, Method method) {
        Via via = request.topVia();
        // A branch of the bare cookie (RFC 4475 3.2.1) identifies nothing either.
        boolean unique =
                via.branch().length() > MAGIC_COOKIE.length()
                        && via.branch().startsWith(MAGIC_COOKIE);
        return unique
                ? new ServerKey(via, method, NONE, NONE, NONE, 0)
                : new ServerKey(
                        via,
                        method,
                        request.requestUri().text(),
                        request.callId(),
                        request.from().tag().orElse(NONE),
                        request.cseq().number());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerKey key
                && port == key.port
                && cseq == key.cseq
                && method.equals(key.method)
                && branch.contentEqualsIgnoreCase(key.branch)
                && host.contentEqualsIgnoreCase(key.host)
                && uri.equals(key.uri)
                && callId.equals(key.callId)
                && fromTag.equals(key.fromTag);
    }

    @Override
    public int hashCode() {
        // AsciiString hashes without regard to case.
        return (branch.hashCode() * 31 + callId.hashCode()) * 31 + method.hashCode();
    }
}
