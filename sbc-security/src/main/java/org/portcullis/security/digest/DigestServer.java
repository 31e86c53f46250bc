package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Uri;

/**
 * Digest authentication of one realm, our side (RFC 3261 22.4, RFC 7616, RFC 8760). Any thread.
 *
 * <p>What a sender learns does not depend on whether there is such a user: a sum is computed and
 * compared in constant time in any case. With a nonce that is not good, no sum is computed at all.
 */
final class DigestServer {
    /** Longer names are no names. */
    static final int MOST_NAME_CHARS = 255;

    private static final AsciiString ALGORITHM = AsciiString.cached("algorithm");
    private static final AsciiString QOP = AsciiString.cached("qop");
    private static final AsciiString CNONCE = AsciiString.cached("cnonce");
    private static final AsciiString NC = AsciiString.cached("nc");
    private static final AsciiString USERHASH = AsciiString.cached("userhash");
    private static final int COUNT_DIGITS = 8;

    /** Header lines that are looked at. */
    private static final int MOST_LINES = 8;

    private final DigestSettings settings;
    private final Users users;
    private final Nonces nonces;
    private final NonceCounts counts;

    DigestServer(DigestSettings settings, Users users, Nonces nonces, NonceCounts counts) {
        this.settings = settings;
        this.users = users;
        this.nonces = nonces;
        this.counts = counts;
    }

    /**
     * Credentials for our realm that are complete and of a kind that was asked for.
     *
     * @param user whom they claim to be of, as a configured user is called if there is one
     * @param known the configured user, if there is one and it has a secret for the algorithm
     * @param hashed whether the user is named by a hash
     * @param use empty where there is no quality of protection
     */
    record Claim(
            String user,
            Optional<Users.User> known,
            boolean hashed,
            Algorithm algorithm,
            AsciiString nonce,
            AsciiString uri,
            AsciiString response,
            Optional<Digest.Use> use) {}

    /** What a request has to show. */
    sealed interface Shown {}

    /** Nothing for our realm. */
    record Nothing() implements Shown {}

    /** Something that cannot be judged: not what we asked for. */
    record Unfit() implements Shown {}

    /** Something to judge. */
    record Claimed(Claim claim) implements Shown {}

    /** What became of a claim that shows the password. */
    enum Judgement {
        RIGHT,
        /** It was sent before. */
        REPLAYED
    }

    /**
     * The challenges for a request (RFC 8760 2.3), the preferred one first.
     *
     * @param stale whether the user agent may try again without asking its user
     */
    List<AsciiString> challenges(boolean stale, long nowNanos) {
        AsciiString nonce = nonces.issue(settings.realm(), nowNanos);
        List<AsciiString> challenges = new ArrayList<>(settings.algorithms().size());
        for (Algorithm algorithm : settings.algorithms()) {
            StringBuilder text = new StringBuilder(160);
            text.append("Digest realm=\"").append(Quoted.escaped(settings.realm()));
            text.append("\", nonce=\"").append(nonce).append("\", qop=\"");
            for (int i = 0; i < settings.qops().size(); i++) {
                text.append(i == 0 ? "" : ",").append(settings.qops().get(i).label());
            }
            text.append("\", algorithm=").append(algorithm.label());
            challenges.add(Quoted.utf8(text.append(stale ? ", stale=true" : "").toString()));
        }
        return challenges;
    }

    String realm() {
        return settings.realm();
    }

    /** Looks for credentials for our realm among all that the request has. */
    Shown shown(SipRequest request) {
        int looked = 0;
        for (int i = 0; i < request.headerCount() && looked < MOST_LINES; i++) {
            HeaderName name = request.headerName(i);
            if (name.equals(HeaderName.AUTHORIZATION)
                    || name.equals(HeaderName.PROXY_AUTHORIZATION)) {
                looked++;
                Optional<DigestCredentials> found =
                        DigestCredentials.parse(request.headerValue(i)).filter(this::ours);
                if (found.isPresent()) {
                    return claim(found.get(), request)
                            .map(claim -> (Shown) new Claimed(claim))
                            .orElseGet(Unfit::new);
                }
            }
        }
        return new Nothing();
    }

    private boolean ours(DigestCredentials credentials) {
        return credentials
                .get(DigestCredentials.REALM)
                .filter(realm -> Text.unescaped(realm).equals(settings.realm()))
                .isPresent();
    }

    private Optional<Claim> claim(DigestCredentials its, SipRequest request) {
        Optional<Algorithm> algorithm =
                Algorithm.of(its.get(ALGORITHM).orElse(Algorithm.MD5.label()))
                        .filter(settings.algorithms()::contains);
        Optional<AsciiString> name =
                its.get(DigestCredentials.USERNAME)
                        .filter(text -> !text.isEmpty() && text.length() <= MOST_NAME_CHARS);
        Optional<AsciiString> uri =
                its.get(DigestCredentials.URI).filter(text -> fits(text, request.requestUri()));
        Optional<AsciiString> nonce = its.get(DigestCredentials.NONCE);
        Optional<AsciiString> response = its.get(DigestCredentials.RESPONSE);
        Optional<Digest.Use> use = use(its);
        boolean counted = use.isPresent() || (settings.withoutQop() && !its.has(QOP));
        if (algorithm.isEmpty()
                || name.isEmpty()
                || uri.isEmpty()
                || nonce.isEmpty()
                || !counted
                || response.filter(r -> r.length() == algorithm.get().hexLength()).isEmpty()) {
            return Optional.empty();
        }
        boolean hashed =
                its.get(USERHASH).filter(t -> t.contentEqualsIgnoreCase("true")).isPresent();
        Optional<Users.User> named =
                hashed
                        ? users.hashed(algorithm.get(), name.get().toLowerCase())
                        : users.named(Text.unescaped(name.get()));
        Optional<Users.User> known =
                named.filter(user -> user.secrets().containsKey(algorithm.get()));
        return Optional.of(
                new Claim(
                        known.map(Users.User::name).orElseGet(() -> Text.unescaped(name.get())),
                        known,
                        hashed,
                        algorithm.get(),
                        nonce.get(),
                        uri.get(),
                        response.get(),
                        use));
    }

    private Optional<Digest.Use> use(DigestCredentials its) {
        Optional<Qop> qop = its.get(QOP).flatMap(Qop::of).filter(settings.qops()::contains);
        Optional<AsciiString> count = its.get(NC).filter(text -> count(text) > 0);
        Optional<AsciiString> cnonce = its.get(CNONCE).filter(text -> !text.isEmpty());
        return qop.isPresent() && count.isPresent() && cnonce.isPresent()
                ? Optional.of(new Digest.Use(qop.get(), count.get(), cnonce.get()))
                : Optional.empty();
    }

    /**
     * Whether the credentials are for this request (RFC 3261 22.4 (5)): for that user at that host,
     * or for that host, whatever the port and the parameters.
     */
    private static boolean fits(AsciiString text, Uri requestUri) {
        if (text.equals(requestUri.text())) {
            return true;
        }
        Optional<Uri> parsed = Uri.parse(text);
        return parsed.isPresent()
                && requestUri instanceof SipUri asked
                && parsed.get() instanceof SipUri given
                && given.host().contentEqualsIgnoreCase(asked.host())
                && (given.user().isEmpty() || given.user().equals(asked.user()));
    }

    /** The nonce of a claim, if it is ours and not too old. */
    Optional<Nonces.Nonce> nonce(Claim claim, long nowNanos) {
        return nonces.read(claim.nonce(), settings.realm()).filter(its -> fresh(its, nowNanos));
    }

    /**
     * Whether a claim shows the password of {@code user}. What it takes does not tell whether there
     * is such a user.
     */
    boolean shows(Claim claim, Optional<Users.User> user, SipRequest request) {
        AsciiString nobodys = claim.algorithm().label(); // as good as any: it is never right
        Optional<AsciiString> secret =
                user.flatMap(its -> Optional.ofNullable(its.secrets().get(claim.algorithm())));
        AsciiString expected =
                Digest.response(
                        claim.algorithm(),
                        secret.orElse(nobodys),
                        claim.nonce(),
                        claim.use(),
                        Digest.Subject.of(request, claim.uri()));
        boolean same =
                MessageDigest.isEqual(
                        expected.toByteArray(), claim.response().toLowerCase().toByteArray());
        return same && secret.isPresent();
    }

    /** Uses up a nonce for a claim that is right. */
    Judgement use(Claim claim, Nonces.Nonce nonce, long nowNanos) {
        long count = claim.use().map(use -> count(use.count())).orElse(NonceCounts.ONLY_USE);
        return counts.use(nonce, count, nowNanos) ? Judgement.RIGHT : Judgement.REPLAYED;
    }

    /** Another loop's clock may be ahead of ours by a batch, so an age may be below zero. */
    private boolean fresh(Nonces.Nonce nonce, long nowNanos) {
        return nowNanos - nonce.issuedNanos() <= settings.nonceLifetime().toNanos();
    }

    /** A nonce count (RFC 7616 3.4); 0 where it is none. */
    private static long count(AsciiString text) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return 0;
            }
            value = value << 4 | digit;
        }
        return text.length() == COUNT_DIGITS ? value : 0;
    }
}
