package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.SipRequest;

/** What is shown to a peer for one of its nonces, request after request. Owned by one loop. */
final class Session {
    private final Account account;
    private final Challenge challenge;
    private final AsciiString nonce;
    private final AsciiString cnonce;
    private final AsciiString secret;
    private long count;

    Session(Account account, Challenge challenge, AsciiString cnonce) {
        this(account, challenge, challenge.nonce(), cnonce, secret(account, challenge, cnonce));
    }

    private Session(
            Account account,
            Challenge challenge,
            AsciiString nonce,
            AsciiString cnonce,
            AsciiString secret) {
        this.account = account;
        this.challenge = challenge;
        this.nonce = nonce;
        this.cnonce = cnonce;
        this.secret = secret;
    }

    private static AsciiString secret(Account account, Challenge challenge, AsciiString cnonce) {
        AsciiString secret = account.secret(challenge.algorithm());
        return challenge.session()
                ? Digest.sessionSecret(challenge.algorithm(), secret, challenge.nonce(), cnonce)
                : secret;
    }

    /** The same with the next nonce of the peer; the secret of a session stays (RFC 7616 3.4.2). */
    Session next(AsciiString nextNonce) {
        return new Session(account, challenge, nextNonce, cnonce, secret);
    }

    AsciiString nonce() {
        return nonce;
    }

    boolean reusable() {
        return account.reuse();
    }

    /** The value of a header that shows who sends {@code request} (RFC 7616 3.4). */
    AsciiString credentials(SipRequest request) {
        AsciiString uri = request.requestUri().text();
        Optional<Digest.Use> use =
                challenge.qop().map(qop -> new Digest.Use(qop, hex8(++count), cnonce));
        AsciiString response =
                Digest.response(
                        challenge.algorithm(), secret, nonce, use, Digest.Subject.of(request, uri));
        StringBuilder text = new StringBuilder(320);
        quoted(text.append("Digest "), "username", Quoted.escaped(account.username()));
        quoted(text.append(", "), "realm", Quoted.escaped(account.realm()));
        text.append(", ");
        AsciiString head = Quoted.utf8(text.toString());
        StringBuilder tail = new StringBuilder(160);
        quoted(tail.append(", "), "response", response);
        if (challenge.named()) {
            tail.append(", algorithm=").append(challenge.algorithm().label());
            tail.append(challenge.session() ? "-sess" : "");
        }
        if (use.isPresent()) {
            quoted(tail.append(", "), "cnonce", cnonce);
            tail.append(", qop=").append(use.get().qop().label());
            tail.append(", nc=").append(use.get().count());
        } else if (challenge.session()) {
            quoted(tail.append(", "), "cnonce", cnonce);
        }
        // What is the peer's own goes back byte for byte.
        AsciiString value = head.concat(parameter("nonce=\"", nonce));
        value = value.concat(parameter(", uri=\"", uri));
        if (challenge.opaque().isPresent()) {
            value = value.concat(parameter(", opaque=\"", challenge.opaque().get()));
        }
        return value.concat(tail.toString());
    }

    private static AsciiString parameter(String before, AsciiString inside) {
        return AsciiString.of(before).concat(inside).concat("\"");
    }

    private static void quoted(StringBuilder text, String name, CharSequence inside) {
        text.append(name).append("=\"").append(inside).append('"');
    }

    private static AsciiString hex8(long count) {
        String digits = Long.toHexString(count);
        return AsciiString.of("0".repeat(8 - digits.length()) + digits);
    }
}
