package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.WireImage;

/** The checks that look at one header each. Any thread. */
final class HeaderChecks {
    private static final AsciiString TAG = AsciiString.cached("tag");
    private static final AsciiString PRIVACY = AsciiString.cached("privacy");
    private static final long MOST_SECONDS = (1L << 32) - 1;

    /** Lines of credentials in a message; nobody has accounts in more realms at a time. */
    private static final int MOST_CREDENTIALS = 16;

    private static final List<AsciiString> REQUIRED =
            List.of(
                    DigestCredentials.USERNAME,
                    DigestCredentials.REALM,
                    DigestCredentials.NONCE,
                    DigestCredentials.URI,
                    DigestCredentials.RESPONSE);

    private final ActiveChecks checks;

    HeaderChecks(ActiveChecks checks) {
        this.checks = checks;
    }

    @Nullable Fault request(SipRequest request) {
        Fault fault = expires(request);
        if (fault == null) {
            fault = proxyRequire(request);
        }
        if (fault == null) {
            fault = any(request);
        }
        if (fault == null) {
            fault = credentials(request, HeaderName.AUTHORIZATION);
        }
        return fault == null ? credentials(request, HeaderName.PROXY_AUTHORIZATION) : fault;
    }

    /** What is asked of responses too. */
    @Nullable Fault any(SipMessage message) {
        if (!checks.on(SanityCheck.TAGS)) {
            return null;
        }
        return several(message.from())
                ? Fault.FROM_TAGS
                : several(message.to()) ? Fault.TO_TAGS : null;
    }

    private static boolean several(NameAddr address) {
        return address.params().count(TAG) > 1;
    }

    private @Nullable Fault expires(SipRequest request) {
        if (!checks.on(SanityCheck.EXPIRES)) {
            return null;
        }
        WireImage image = request.image();
        int line = image.find(HeaderName.EXPIRES, 0);
        if (line < 0) {
            return null;
        }
        Cursor cursor = new Cursor().reset(image.headerValue(line));
        return cursor.number(MOST_SECONDS) >= 0 && cursor.atEnd() ? null : Fault.EXPIRES;
    }

    /** What Proxy-Require asks for, but for privacy (RFC 3323 4.4), which the box knows. */
    static List<AsciiString> unsupported(SipMessage request) {
        List<AsciiString> unsupported = new ArrayList<>(request.values(HeaderName.PROXY_REQUIRE));
        unsupported.removeIf(PRIVACY::contentEqualsIgnoreCase);
        return unsupported;
    }

    /** ACK and CANCEL cannot be negotiated: there it is ignored (RFC 3261 section 8.2.2.3). */
    private @Nullable Fault proxyRequire(SipRequest request) {
        return checks.on(SanityCheck.PROXY_REQUIRE)
                        && request.has(HeaderName.PROXY_REQUIRE)
                        && !request.method().equals(Method.ACK)
                        && !request.method().equals(Method.CANCEL)
                        && !unsupported(request).isEmpty()
                ? Fault.PROXY_REQUIRE
                : null;
    }

    private @Nullable Fault credentials(SipRequest request, HeaderName name) {
        WireImage image = request.image();
        int count = 0;
        for (int i = image.find(name, 0); i >= 0; i = image.find(name, i + 1)) {
            if (++count > MOST_CREDENTIALS) {
                return checks.on(SanityCheck.AUTHORIZATION) ? Fault.TOO_MANY_CREDENTIALS : null;
            }
            AsciiString value = image.headerValue(i);
            if (!DigestCredentials.isDigest(value)) {
                continue;
            }
            Optional<DigestCredentials> digest = DigestCredentials.parse(value);
            if (digest.isEmpty() || lacks(digest.get())) {
                if (checks.on(SanityCheck.DIGEST)) {
                    return Fault.DIGEST;
                }
            } else if (checks.on(SanityCheck.AUTHORIZATION)
                    && again(image, name, i, digest.get())) {
                return Fault.AUTHORIZATION;
            }
        }
        return null;
    }

    private static boolean lacks(DigestCredentials digest) {
        for (int i = 0; i < REQUIRED.size(); i++) {
            if (!digest.has(REQUIRED.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line before this one has credentials for the same realm. */
    private static boolean again(
            WireImage image, HeaderName name, int line, DigestCredentials digest) {
        for (int i = image.find(name, 0); i < line; i = image.find(name, i + 1)) {
            Optional<AsciiString> realm =
                    DigestCredentials.parse(image.headerValue(i))
                            .flatMap(other -> other.get(DigestCredentials.REALM));
            if (realm.equals(digest.get(DigestCredentials.REALM))) {
                return true;
            }
        }
        return false;
    }
}
