package org.portcullis.core.agent;

import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Text;

/** Credentials that have done their work here, and are not for anybody behind us. */
final class ShownCredentials {
    private ShownCredentials() {}

    /** The request without credentials for {@code realm}; those for other realms may be relayed. */
    static SipRequest without(SipRequest request, String realm, MessageWriter writer) {
        writer.request(request.method(), request.requestUri().text());
        for (int i = 0; i < request.headerCount(); i++) {
            if (!request.headerName(i).equals(HeaderName.CONTENT_LENGTH)
                    && !shown(request, i, realm)) {
                writer.copy(request, i);
            }
        }
        return writer.body(request.body()).toRequest();
    }

    private static boolean shown(SipMessage request, int line, String realm) {
        HeaderName name = request.headerName(line);
        return (name.equals(HeaderName.AUTHORIZATION)
                        || name.equals(HeaderName.PROXY_AUTHORIZATION))
                && DigestCredentials.parse(request.headerValue(line))
                        .flatMap(its -> its.get(DigestCredentials.REALM))
                        .filter(its -> Text.unescaped(its).equals(realm))
                        .isPresent();
    }
}
