package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;

/**
 * What makes two requests the same one (RFC 3261 17.2.3): branch, sent-by and method, where an ACK
 * counts as its INVITE.
 *
 * <p>A branch without the magic cookie is no identity (RFC 2543): there the Call-ID, From tag and
 * CSeq number stand in for it.
 */
final class ServerKey {
    private static final AsciiString MAGIC_COOKIE = AsciiString.cached("z9hG4bK");

    private final AsciiString branch;
    private final AsciiString host;
    private final int port;
    private final Method method;
    private final AsciiString callId;
    private final AsciiString fromTag;
    private final long cseq;

    private ServerKey(Via via, Method method, AsciiString callId, AsciiString fromTag, long cseq) {
        this.branch = via.branch();
        this.host = via.host();
        this.port = via.port();
        this.method = method;
        this.callId = callId;
        this.fromTag = fromTag;
        this.cseq = cseq;
    }

    static ServerKey of(SipRequest request) {
        Method method = request.method();
        return of(request, method.equals(Method.ACK) ? Method.INVITE : method);
    }

    /** The key of the INVITE that a CANCEL cancels (RFC 3261 9.2). */
    static ServerKey ofCancelled(SipRequest cancel) {
        return of(cancel, Method.INVITE);
    }

    private static ServerKey of(SipRequest request, Method method) {
        Via via = request.topVia();
        // A branch of the bare cookie (RFC 4475 3.2.1) identifies nothing either.
        boolean unique =
                via.branch().length() > MAGIC_COOKIE.length()
                        && via.branch().startsWith(MAGIC_COOKIE);
        return unique
                ? new ServerKey(via, method, AsciiString.EMPTY_STRING, AsciiString.EMPTY_STRING, 0)
                : new ServerKey(
                        via,
                        method,
                        request.callId(),
                        request.from().tag().orElse(AsciiString.EMPTY_STRING),
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
                && callId.equals(key.callId)
                && fromTag.equals(key.fromTag);
    }

    @Override
    public int hashCode() {
        // AsciiString hashes without regard to case.
        return (branch.hashCode() * 31 + callId.hashCode()) * 31 + method.hashCode();
    }
}
