package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.SipRequest;

/** The sums of RFC 7616 3.4, with those of RFC 2069 for peers without a quality of protection. */
final class Digest {
    private Digest() {}

    /**
     * What a response protects.
     *
     * @param method of the request
     * @param uri as the credentials have it
     * @param body of the request, for {@link Qop#AUTH_INT}
     */
    record Subject(AsciiString method, AsciiString uri, AsciiString body) {
        static Subject of(SipRequest request, AsciiString uri) {
            return new Subject(request.method().name(), uri, request.body());
        }
    }

    /**
     * What makes a response another one each time.
     *
     * @param count the nonce count in eight hexadecimal digits
     */
    record Use(Qop qop, AsciiString count, AsciiString cnonce) {}

    /** {@code H(user:realm:password)}, the secret that stands for a password (3.4.2). */
    static AsciiString secret(Algorithm algorithm, String user, String realm, String password) {
        return new Hash(algorithm).add(user).add(realm).add(password).hex();
    }

    /** The secret of a session (3.4.2), for the {@code -sess} variants. */
    static AsciiString sessionSecret(
            Algorithm algorithm, AsciiString secret, AsciiString nonce, AsciiString cnonce) {
        return new Hash(algorithm).add(secret).add(nonce).add(cnonce).hex();
    }

    /** What stands for a user name (3.4.4). */
    static AsciiString userHash(Algorithm algorithm, String user, String realm) {
        return new Hash(algorithm).add(user).add(realm).hex();
    }

    /**
     * The response (3.4.1).
     *
     * @param secret of the user, or of the session
     * @param use empty for a peer of RFC 2069
     */
    static AsciiString response(
            Algorithm algorithm,
            AsciiString secret,
            AsciiString nonce,
            Optional<Use> use,
            Subject subject) {
        Hash hash = new Hash(algorithm).add(secret).add(nonce);
        if (use.isPresent()) {
            Use its = use.get();
            hash.add(its.count()).add(its.cnonce()).add(its.qop().label());
        }
        return hash.add(subjectHash(algorithm, use, subject)).hex();
    }

    /** {@code H(A2)} (3.4.3). */
    private static AsciiString subjectHash(
            Algorithm algorithm, Optional<Use> use, Subject subject) {
        Hash hash = new Hash(algorithm).add(subject.method()).add(subject.uri());
        if (use.isPresent() && use.get().qop() == Qop.AUTH_INT) {
            hash.add(new Hash(algorithm).add(subject.body()).hex());
        }
        return hash.hex();
    }
}
