package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.CommaList;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Uri;
import org.portcullis.core.message.Via;
import org.portcullis.core.message.WireImage;
import org.portcullis.core.runtime.Identifiers;

/**
 * The stage behind the parser: what is asked of each message of one realm before anybody acts on
 * it, and what the sender of one that fails is told. The order of the checks is fixed; the first
 * that fails decides. Keeps nothing but its settings; any thread.
 *
 * <p>{@link SanityCheck#MERGED} alone is asked elsewhere, by the transactions that it is about.
 */
public final class Sanity {
    private static final AsciiString COOKIE = AsciiString.cached("z9hG4bK");
    private static final AsciiString URN = AsciiString.cached("urn");
    private static final AsciiString URN_SERVICE = AsciiString.cached("urn:service:");

    private final SanityPolicy policy;
    private final ActiveChecks checks;
    private final String realm;
    private final OwnVias own;
    private final HeaderChecks headers;

    /** Tells which Vias are ours. Any thread. */
    @FunctionalInterface
    public interface OwnVias {

        /** Whether the sent-by of this Via names a listener of this box. */
        boolean ours(Via via);
    }

    /**
     * @param realm the name of the realm, which tells loops from spirals
     */
    public Sanity(SanityPolicy policy, String realm, OwnVias own) {
        this.policy = policy;
        this.checks = new ActiveChecks(policy);
        this.realm = realm;
        this.own = own;
        this.headers = new HeaderChecks(checks);
    }

    /** What is wrong with a message; empty if nothing is. */
    public Optional<Insane> check(SipMessage message) {
        Fault fault =
                switch (message) {
                    case SipRequest request -> request(request);
                    case SipResponse response -> response(response);
                };
        return fault == null ? Optional.empty() : Optional.of(insane(fault, message));
    }

    /**
     * What to make of bytes that are no message; empty where the check is off, which leaves nothing
     * but to drop them.
     */
    public Optional<Insane> check(ParseResult.Malformed malformed) {
        Insane insane = Insane.of(malformed);
        return checks.on(insane.check()) ? Optional.of(quiet(insane)) : Optional.empty();
    }

    private Insane insane(Fault fault, SipMessage message) {
        Optional<ReplyHeaders> reply =
                message instanceof SipRequest request && !request.method().equals(Method.ACK)
                        ? Optional.of(ReplyHeaders.of(request))
                        : Optional.empty();
        List<AsciiString> unsupported =
                fault.check() == SanityCheck.PROXY_REQUIRE
                        ? HeaderChecks.unsupported(message)
                        : List.of();
        return quiet(new Insane(fault.check(), fault.status(), fault.why(), unsupported, reply));
    }

    private Insane quiet(Insane insane) {
        return policy.dropSilently()
                ? new Insane(
                        insane.check(), insane.status(), insane.why(), List.of(), Optional.empty())
                : insane;
    }

    private @Nullable Fault request(SipRequest request) {
        Fault fault = requestUri(request.requestUri());
        if (fault == null) {
            fault = branch(request.topVia().branch());
        }
        if (fault == null) {
            fault = hops(request);
        }
        if (fault == null) {
            fault = headers.request(request);
        }
        return fault == null ? loop(request) : fault;
    }

    private @Nullable Fault response(SipResponse response) {
        if (checks.on(SanityCheck.FIRST_VIA)
                && (!own.ours(response.topVia()) || severalVias(response))) {
            return Fault.FIRST_VIA;
        }
        return headers.any(response);
    }

    private @Nullable Fault requestUri(Uri uri) {
        boolean routable =
                !(uri instanceof OtherUri other)
                        || (other.scheme().contentEqualsIgnoreCase(URN) && isService(other.text()));
        return routable || !checks.on(SanityCheck.SCHEME) ? null : Fault.SCHEME;
    }

    private static boolean isService(AsciiString text) {
        return text.length() > URN_SERVICE.length()
                && text.regionMatches(true, 0, URN_SERVICE, 0, URN_SERVICE.length());
    }

    private @Nullable Fault branch(AsciiString branch) {
        boolean cookie = branch.startsWith(COOKIE);
        if (cookie && branch.length() == COOKIE.length() && checks.on(SanityCheck.BRANCH)) {
            return Fault.BRANCH;
        }
        return cookie || !checks.on(SanityCheck.COOKIE) ? null : Fault.COOKIE;
    }

    /**
     * Max-Forwards 0 stops what would go on from here (RFC 3261 section 16.3). A request inside a
     * dialog is at its end, OPTIONS is answered where it stops, ACK and CANCEL belong to a request
     * that came through.
     */
    private @Nullable Fault hops(SipRequest request) {
        Method method = request.method();
        boolean goesOn =
                request.to().tag().isEmpty()
                        && !method.equals(Method.OPTIONS)
                        && !method.equals(Method.ACK)
                        && !method.equals(Method.CANCEL);
        return request.maxForwards() == 0 && goesOn && checks.on(SanityCheck.MAX_FORWARDS)
                ? Fault.HOPS
                : null;
    }

    /** Only a request outside a dialog can loop: inside one we are where it goes. */
    private @Nullable Fault loop(SipRequest request) {
        if (!checks.on(SanityCheck.LOOPS)
                || request.to().tag().isPresent()
                || request.method().equals(Method.CANCEL)
                || request.method().equals(Method.ACK)) {
            return null;
        }
        boolean looped = looped(request, request.topVia());
        if (!looped && severalVias(request)) {
            for (AsciiString value : request.values(HeaderName.VIA)) {
                looped |= Via.parse(value).filter(via -> looped(request, via)).isPresent();
            }
        }
        return looped ? Fault.LOOP : null;
    }

    private boolean looped(SipRequest request, Via via) {
        return own.ours(via) && Identifiers.carries(via.branch(), LoopMark.of(realm, request));
    }

    private static boolean severalVias(SipMessage message) {
        WireImage image = message.image();
        int line = image.find(HeaderName.VIA, 0);
        AsciiString value = image.headerValue(line);
        int start = value.arrayOffset();
        int end = start + value.length();
        return image.find(HeaderName.VIA, line + 1) >= 0
                || CommaList.elementEnd(value.array(), start, end) < end;
    }
}
