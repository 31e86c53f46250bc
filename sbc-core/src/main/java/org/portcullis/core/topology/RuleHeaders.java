package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.Set;
import org.portcullis.core.message.HeaderName;

/**
 * Which headers the rules and lists of a peer may name. Those that form transactions, dialogs,
 * sessions and bodies are the box's own on each side: a rule that touched one would break calls, so
 * none can be written.
 */
public final class RuleHeaders {
    /** Stands for the Request-URI where a rule names what it is about. */
    public static final HeaderName REQUEST_URI = HeaderName.of(AsciiString.cached("Request-URI"));

    /**
     * Headers whose values are addresses, so that a rule may be about their user or display name.
     */
    private static final Set<HeaderName> ADDRESSES =
            Set.of(
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.P_ASSERTED_IDENTITY,
                    HeaderName.P_PREFERRED_IDENTITY,
                    HeaderName.P_CALLED_PARTY_ID,
                    HeaderName.REMOTE_PARTY_ID,
                    HeaderName.DIVERSION,
                    HeaderName.HISTORY_INFO,
                    HeaderName.REFERRED_BY,
                    HeaderName.REPLY_TO,
                    REQUEST_URI);

    private static final Set<HeaderName> PARTIES =
            Set.of(HeaderName.FROM, HeaderName.TO, REQUEST_URI);

    /** Written by the identity and diversion settings of the peers. */
    private static final Set<HeaderName> IDENTITIES =
            Set.of(
                    HeaderName.P_ASSERTED_IDENTITY,
                    HeaderName.P_PREFERRED_IDENTITY,
                    HeaderName.REMOTE_PARTY_ID,
                    HeaderName.DIVERSION,
                    HeaderName.HISTORY_INFO,
                    HeaderName.PRIVACY);

    /** Written by the box itself on each side. */
    private static final Set<HeaderName> OWN =
            Set.of(
                    HeaderName.ALLOW,
                    HeaderName.ACCEPT,
                    HeaderName.ACCEPT_ENCODING,
                    HeaderName.ALLOW_EVENTS,
                    HeaderName.REFERRED_BY,
                    HeaderName.WARNING);

    private static final Set<HeaderName> FORMING =
            Set.of(
                    HeaderName.VIA,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ,
                    HeaderName.CONTACT,
                    HeaderName.ROUTE,
                    HeaderName.RECORD_ROUTE,
                    HeaderName.MAX_FORWARDS,
                    HeaderName.MAX_BREADTH,
                    HeaderName.CONTENT_LENGTH,
                    HeaderName.CONTENT_TYPE,
                    HeaderName.CONTENT_ENCODING,
                    HeaderName.CONTENT_DISPOSITION,
                    HeaderName.MIME_VERSION,
                    HeaderName.RSEQ,
                    HeaderName.RACK,
                    HeaderName.REQUIRE,
                    HeaderName.PROXY_REQUIRE,
                    HeaderName.SUPPORTED,
                    HeaderName.UNSUPPORTED,
                    HeaderName.SESSION_EXPIRES,
                    HeaderName.MIN_SE,
                    HeaderName.REPLACES,
                    HeaderName.JOIN,
                    HeaderName.TARGET_DIALOG,
                    HeaderName.REFER_TO,
                    HeaderName.REFER_SUB,
                    HeaderName.EVENT,
                    HeaderName.SUBSCRIPTION_STATE,
                    HeaderName.EXPIRES,
                    HeaderName.MIN_EXPIRES,
                    HeaderName.SIP_ETAG,
                    HeaderName.SIP_IF_MATCH,
                    HeaderName.SUPPRESS_IF_MATCH,
                    HeaderName.INFO_PACKAGE,
                    HeaderName.RECV_INFO,
                    HeaderName.PATH,
                    HeaderName.SERVICE_ROUTE,
                    HeaderName.FLOW_TIMER,
                    HeaderName.AUTHORIZATION,
                    HeaderName.PROXY_AUTHORIZATION,
                    HeaderName.WWW_AUTHENTICATE,
                    HeaderName.PROXY_AUTHENTICATE,
                    HeaderName.AUTHENTICATION_INFO,
                    HeaderName.SECURITY_CLIENT,
                    HeaderName.SECURITY_SERVER,
                    HeaderName.SECURITY_VERIFY);

    private RuleHeaders() {}

    /**
     * A header that a rule may set, add, remove or rewrite as a whole.
     *
     * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
     */
    public static HeaderName changeable(String name) {
        HeaderName header = rewritable(name);
        if (PARTIES.contains(header)) {
            throw new IllegalArgumentException(
                    name
                            + ": part of what makes a dialog (expected: rewrite with part user or"
                            + " display)");
        }
        return header;
    }

    /**
     * A header that a rule may rewrite, as a whole or a part of it.
     *
     * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
     */
    public static HeaderName rewritable(String name) {
        HeaderName header = any(name);
        if (FORMING.contains(header)) {
            throw new IllegalArgumentException(
                    name + ": part of what makes a dialog or a body (expected: another header)");
        }
        return header;
    }

    /**
     * Any header, to be looked at.
     *
     * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
     */
    public static HeaderName any(String name) {
        try {
            return HeaderName.of(new AsciiString(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " (expected: the name of a header)", e);
        }
    }

    /**
     * A header that may be carried from one side to the other.
     *
     * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
     */
    public static HeaderName carriable(String name) {
        HeaderName header = rewritable(name);
        if (IDENTITIES.contains(header)) {
            throw new IllegalArgumentException(
                    name + ": crosses as identity says (expected: another header)");
        }
        if (PARTIES.contains(header) || OWN.contains(header)) {
            throw new IllegalArgumentException(
                    name + ": written by the box itself (expected: another header)");
        }
        return header;
    }

    /** Every header that no rule may change. */
    public static Set<HeaderName> forming() {
        return new HashSet<>(FORMING);
    }

    static boolean isAddress(HeaderName header) {
        return ADDRESSES.contains(header);
    }

    static boolean isParty(HeaderName header) {
        return PARTIES.contains(header);
    }
}
