package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.DigestCredentials;

/**
 * A challenge of a peer that we can answer (RFC 7616 3.3).
 *
 * @param realm what it means, escapes undone
 * @param nonce as it was written, as is what is opaque
 * @param session whether it is the {@code -sess} variant of the algorithm
 * @param named whether the challenge names its algorithm
 * @param qop empty where the peer asks for none (RFC 2069)
 * @param stale whether the last credentials were right but for their nonce
 */
record Challenge(
        String realm,
        AsciiString nonce,
        Optional<AsciiString> opaque,
        Algorithm algorithm,
        boolean session,
        boolean named,
        Optional<Qop> qop,
        boolean stale) {

    private static final AsciiString OPAQUE = AsciiString.cached("opaque");
    private static final AsciiString ALGORITHM = AsciiString.cached("algorithm");
    private static final AsciiString QOP = AsciiString.cached("qop");
    private static final AsciiString STALE = AsciiString.cached("stale");
    private static final AsciiString SESSION = AsciiString.cached("-sess");

    /** Parses a value of WWW-Authenticate; empty if it asks for what we do not know. */
    static Optional<Challenge> parse(AsciiString value) {
        return DigestCredentials.parse(value).flatMap(Challenge::of);
    }

    private static Optional<Challenge> of(DigestCredentials its) {
        Optional<AsciiString> realm = its.get(DigestCredentials.REALM);
        Optional<AsciiString> nonce =
                its.get(DigestCredentials.NONCE).filter(text -> !text.isEmpty());
        AsciiString name = its.get(ALGORITHM).orElse(Algorithm.MD5.label());
        int plain = name.length() - SESSION.length();
        boolean session = plain > 0 && name.subSequence(plain).contentEqualsIgnoreCase(SESSION);
        Optional<Algorithm> algorithm =
                Algorithm.of(session ? name.subSequence(0, plain, false) : name);
        Optional<AsciiString> qops = its.get(QOP);
        Optional<Qop> qop = qops.flatMap(Challenge::best);
        if (realm.isEmpty()
                || nonce.isEmpty()
                || algorithm.isEmpty()
                || (qops.isPresent() && qop.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                new Challenge(
                        Quoted.text(realm.get()),
                        nonce.get(),
                        its.get(OPAQUE),
                        algorithm.get(),
                        session,
                        its.get(ALGORITHM).isPresent(),
                        qop,
                        its.get(STALE).filter(t -> t.contentEqualsIgnoreCase("true")).isPresent()));
    }

    /** Of the qualities offered, {@code auth} where it is there: proxies may change bodies. */
    private static Optional<Qop> best(AsciiString offered) {
        Optional<Qop> best = Optional.empty();
        for (AsciiString each : offered.split(',')) {
            Optional<Qop> qop = Qop.of(each.trim());
            if (qop.isPresent() && (best.isEmpty() || qop.get() == Qop.AUTH)) {
                best = qop;
            }
        }
        return best;
    }
}
