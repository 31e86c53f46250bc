package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/**
 * Digest authentication toward one peer (RFC 3261 22.2, 22.3, RFC 7616, RFC 8760): answers its
 * challenges, the strongest that we know in each realm, with the accounts that it gave us, and
 * shows no other realm anything. Owned by one loop.
 *
 * <p>What was accepted once is shown again in later requests, counted on, until the peer has
 * another nonce. For each nonce a request is sent again once; one that is refused with a nonce that
 * it did not get out of our memory is refused for good.
 */
public final class DigestClient implements Credentials {
    /**
     * Times that a request is sent again: a proxy and the peer behind it, and a stale nonce each.
     */
    private static final int MOST_TIMES = 4;

    private static final AsciiString NEXT_NONCE = AsciiString.cached("nextnonce");
    private static final Map<HeaderName, HeaderName> ANSWERS =
            Map.of(
                    HeaderName.WWW_AUTHENTICATE, HeaderName.AUTHORIZATION,
                    HeaderName.PROXY_AUTHENTICATE, HeaderName.PROXY_AUTHORIZATION);

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<Asker, Session> known = new LinkedHashMap<>();
    private final Supplier<AsciiString> cnonces;
    private final Counter answered;
    private final Counter refused;
    private final Counter unanswerable;

    /**
     * @param peer the configured name
     * @param accounts each of a realm of its own
     * @param cnonces gives unguessable tokens, another each time
     */
    public DigestClient(
            String peer, List<Account> accounts, Supplier<AsciiString> cnonces, Counters counters) {
        accounts.forEach(account -> this.accounts.put(account.realm(), account));
        this.cnonces = cnonces;
        this.answered = counter(peer, "answered", counters);
        this.refused = counter(peer, "refused", counters);
        this.unanswerable = counter(peer, "unanswerable", counters);
    }

    private static Counter counter(String peer, String result, Counters counters) {
        return counters.counter(
                "portcullis_digest_challenges_total",
                "Challenges of a peer that we have an account with, by what came of them: answered,"
                        + " refused (it did not take our answer), unanswerable (a realm or an"
                        + " algorithm that is not ours).",
                "peer",
                peer,
                "result",
                result);
    }

    /**
     * Who asks: a server or a proxy, of a digest realm.
     *
     * @param answer the header that the credentials go into
     */
    private record Asker(HeaderName answer, Account account) {}

    @Override
    public Exchange begin() {
        return new Asked();
    }

    /** One request. */
    private final class Asked implements Exchange {
        private final Map<Asker, Session> shown = new LinkedHashMap<>(2);

        /** Those that came out of our memory, so that their nonce may be no good any more. */
        private final Map<Asker, Session> ahead = new HashMap<>(2);

        private int times;

        @Override
        public List<Line> first(SipRequest request) {
            known.forEach(
                    (asker, session) -> {
                        if (session.reusable()) {
                            shown.put(asker, session);
                            ahead.put(asker, session);
                        }
                    });
            return lines(request);
        }

        @Override
        public List<Line> again(SipRequest request, SipResponse response) {
            Map<Asker, Challenge> challenges = strongest(response);
            boolean any = false;
            for (Map.Entry<Asker, Challenge> each : challenges.entrySet()) {
                Asker asker = each.getKey();
                Challenge challenge = each.getValue();
                if (wrong(asker, challenge)) {
                    shown.keySet().forEach(known::remove);
                    refused.increment();
                    return List.of();
                }
                Session session = new Session(asker.account(), challenge, cnonces.get());
                ahead.remove(asker);
                shown.put(asker, session);
                known.put(asker, session);
                any = true;
            }
            if (!any || times == MOST_TIMES) {
                unanswerable.increment();
                return List.of();
            }
            times++;
            answered.increment();
            return lines(request);
        }

        /** Whether the peer has refused what we have shown, not only when we showed it. */
        private boolean wrong(Asker asker, Challenge challenge) {
            Session last = shown.get(asker);
            return last != null
                    && (last.nonce().equals(challenge.nonce())
                            || (!challenge.stale() && !ahead.containsKey(asker)));
        }

        @Override
        public void accepted(SipResponse success) {
            Optional<AsciiString> next =
                    success.header(HeaderName.AUTHENTICATION_INFO).flatMap(DigestClient::nextNonce);
            next.ifPresent(
                    nonce ->
                            shown.forEach(
                                    (asker, session) -> {
                                        if (asker.answer().equals(HeaderName.AUTHORIZATION)) {
                                            known.replace(asker, session, session.next(nonce));
                                        }
                                    }));
        }

        private List<Line> lines(SipRequest request) {
            List<Line> lines = new ArrayList<>(shown.size());
            shown.forEach(
                    (asker, session) ->
                            lines.add(new Line(asker.answer(), session.credentials(request))));
            return lines;
        }
    }

    /** Of the challenges in each realm that is ours, the strongest. */
    private Map<Asker, Challenge> strongest(SipResponse response) {
        Map<Asker, Challenge> best = new LinkedHashMap<>(2);
        for (int i = 0; i < response.headerCount(); i++) {
            HeaderName answer = ANSWERS.get(response.headerName(i));
            if (answer == null) {
                continue;
            }
            Optional<Challenge> challenge = Challenge.parse(response.headerValue(i));
            Account account = challenge.map(its -> accounts.get(its.realm())).orElse(null);
            if (account != null) {
                best.merge(
                        new Asker(answer, account),
                        challenge.orElseThrow(),
                        DigestClient::stronger);
            }
        }
        return best;
    }

    private static Challenge stronger(Challenge first, Challenge second) {
        return second.algorithm().compareTo(first.algorithm()) < 0 ? second : first;
    }

    /** The nonce that the peer wants to see next (RFC 7616 3.5). */
    private static Optional<AsciiString> nextNonce(AsciiString info) {
        return DigestCredentials.parameters(info).flatMap(its -> its.get(NEXT_NONCE));
    }
}
