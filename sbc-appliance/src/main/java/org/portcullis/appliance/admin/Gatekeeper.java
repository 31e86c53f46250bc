package org.portcullis.appliance.admin;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.admin.Operation.Verb;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may ask. A program shows the token in {@code Authorization: Bearer}, a browser the cookie of
 * a session that it was given for the token. Owned by the admin server's loop but for {@link
 * #use(Token, Duration)}, which comes from any thread while nothing is asked, or on the loop.
 */
final class Gatekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "portcullis-session-";

    private final InstantSource clock;
    private final Sessions sessions;
    private final FailureLimit failures = new FailureLimit();
    private final Map<String, Counter> refused;
    private Token token;
    private Duration session;

    /**
     * @param random a cryptographic source
     */
    Gatekeeper(
            Token token,
            Duration session,
            RandomGenerator random,
            InstantSource clock,
            Counters counters) {
        this.token = token;
        this.session = session;
        this.clock = clock;
        this.sessions = new Sessions(random);
        this.refused =
                Map.of(
                        "missing", refusals("missing", counters),
                        "wrong", refusals("wrong", counters),
                        "limited", refusals("limited", counters),
                        "cross-site", refusals("cross-site", counters));
    }

    private static Counter refusals(String reason, Counters counters) {
        return counters.counter(
                "portcullis_admin_refused_total",
                "Requests to the admin server refused for who asked: no token or session, a wrong"
                        + " token, too many wrong ones before, or a page of another site.",
                "reason",
                reason);
    }

    /** Another token ends every session of the one before. */
    void use(Token next, Duration length) {
        if (!next.equals(token)) {
            sessions.closeAll();
        }
        token = next;
        session = length;
    }

    /** The refusal of a request that is for the token's bearer alone, if it is not his. */
    Optional<Answer> refusal(Caller caller, Verb verb) {
        Optional<String> shown = bearer(caller.head());
        if (shown.isPresent()) {
            return wrong(shown.get(), caller);
        }
        Optional<String> name = sessionName(caller);
        if (name.filter(its -> sessions.isOpen(its, clock.millis())).isEmpty()) {
            return refuse(
                    "missing",
                    HttpResponseStatus.UNAUTHORIZED,
                    "no token (expected: Authorization: Bearer TOKEN)");
        }
        return verb == Verb.GET ? Optional.empty() : crossSite(caller.head());
    }

    /** Who asks, for the log. */
    static String name(Caller caller) {
        String how = bearer(caller.head()).isPresent() ? "token" : "browser";
        return how + '@' + caller.remote().getAddress().getHostAddress();
    }

    /** Gives a session for the token. */
    Answer open(String shown, Caller caller) {
        Optional<Answer> refusal = crossSite(caller.head()).or(() -> wrong(shown, caller));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String name = sessions.open(session, clock.millis());
        LOG.info("admin session opened by={}", name(caller));
        return done(cookie(caller, name, session.toSeconds()));
    }

    /** Ends the session of a browser, if it has one. */
    Answer close(Caller caller) {
        Optional<Answer> refusal = crossSite(caller.head());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        sessionName(caller).ifPresent(sessions::close);
        return done(cookie(caller, "", 0));
    }

    private static Answer done(String cookie) {
        return Answer.json(HttpResponseStatus.OK, out -> out.writeStringProperty("status", "done"))
                .with(HttpHeaderNames.SET_COOKIE, cookie);
    }

    /** Browsers keep cookies by host, whatever the port: the name tells one box from another. */
    private static String cookie(Caller caller, String value, long seconds) {
        return COOKIE
                + caller.local().getPort()
                + '='
                + value
                + "; Path=/; Max-Age="
                + seconds
                + "; HttpOnly; SameSite=Strict";
    }

    private Optional<Answer> wrong(String shown, Caller caller) {
        InetAddress source = caller.remote().getAddress();
        long nowMillis = clock.millis();
        long waitMillis = failures.waitMillis(source, nowMillis);
        if (waitMillis > 0) {
            return refuse(
                            "limited",
                            HttpResponseStatus.TOO_MANY_REQUESTS,
                            "too many wrong tokens from " + source.getHostAddress())
                    .map(
                            answer ->
                                    answer.with(
                                            HttpHeaderNames.RETRY_AFTER,
                                            Long.toString(Math.ceilDiv(waitMillis, 1_000L))));
        }
        if (token.is(shown)) {
            return Optional.empty();
        }
        failures.failed(source, nowMillis);
        LOG.warn("admin token wrong from={}", source.getHostAddress());
        return refuse("wrong", HttpResponseStatus.UNAUTHORIZED, "a wrong token");
    }

    /**
     * Refuses what a page of another site has the browser send. Browsers tell by Sec-Fetch-Site;
     * those that do not, by Origin, which must be the host that was asked.
     */
    private Optional<Answer> crossSite(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String site = headers.get("sec-fetch-site");
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String host = headers.get(HttpHeaderNames.HOST);
        boolean same =
                site == null
                        ? origin != null && host != null && host.equalsIgnoreCase(authority(origin))
                        : site.equals("same-origin");
        return same
                ? Optional.empty()
                : refuse(
                        "cross-site",
                        HttpResponseStatus.FORBIDDEN,
                        "from a page of another site (expected: Sec-Fetch-Site: same-origin, or an"
                                + " Origin that is this host)");
    }

    private static String authority(String origin) {
        int slashes = origin.indexOf("://");
        return slashes < 0 ? "" : origin.substring(slashes + 3);
    }

    private Optional<Answer> refuse(String reason, HttpResponseStatus status, String why) {
        requireNonNull(refused.get(reason)).increment();
        Answer answer = Answer.error(status, why);
        return Optional.of(
                status.equals(HttpResponseStatus.UNAUTHORIZED)
                        ? answer.with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer")
                        : answer);
    }

    private static Optional<String> bearer(HttpRequest request) {
        return Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION))
                .map(
                        value ->
                                value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                                        ? value.substring(BEARER.length()).strip()
                                        : "");
    }

    private static Optional<String> sessionName(Caller caller) {
        String all = caller.head().headers().get(HttpHeaderNames.COOKIE);
        if (all == null) {
            return Optional.empty();
        }
        return ServerCookieDecoder.STRICT.decodeAll(all).stream()
                .filter(cookie -> cookie.name().equals(COOKIE + caller.local().getPort()))
                .map(Cookie::value)
                .findFirst();
    }
}
