package org.portcullis.core.codec;

import java.util.Locale;

/**
 * One thing that is asked of a message before anybody acts on it, as Kamailio's {@code sanity}
 * module asks it.
 *
 * <p>Each but {@link #SYNTAX} can be switched off. Switching off a check of what a message cannot
 * do without does not let the message in, there is nothing to let in: it is dropped, neither
 * answered nor counted against its sender.
 */
public enum SanityCheck {
    /** Bytes that follow no grammar of SIP, always asked. */
    SYNTAX(400, Off.NEVER, ""),
    VERSION(505, Off.TAKES, "The version is SIP/2.0. 505."),
    SCHEME(416, Off.TAKES, "The Request-URI is sip, sips, tel or urn:service. 416."),
    REQUIRED_HEADERS(
            400,
            Off.DROPS,
            "Via, From, To, Call-ID and CSeq are there. 400; off, it is dropped unanswered."),
    REPEATED_HEADERS(
            400, Off.TAKES, "What may stand once stands once. 400; off, the first counts."),
    CSEQ_METHOD(400, Off.TAKES, "CSeq names the request's method. 400."),
    CSEQ_NUMBER(
            400,
            Off.DROPS,
            "CSeq has a number below 2^31 and a method. 400; off, it is dropped unanswered."),
    CONTENT_LENGTH(
            400,
            Off.TAKES,
            "Content-Length is a number and the body has it. 400; off, a datagram's body is what"
                    + " there is, a stream cannot do without."),
    SIZE(
            513,
            Off.DROPS,
            "The message is within the limits of `sip`. 513; off, it is dropped unanswered."),
    URIS(
            400,
            Off.DROPS,
            "The URIs in From, To, Contact, Route and the request line parse. 400; off, it is dropped unanswered."),
    MAX_FORWARDS(
            400,
            Off.TAKES,
            "Max-Forwards is a number of 0-255, else 400; it is not 0 where the request would go"
                    + " on, else 483. Where there is none it counts as 70."),
    EXPIRES(400, Off.TAKES, "Expires is a number below 2^32. 400."),
    PROXY_REQUIRE(
            420,
            Off.TAKES,
            "Proxy-Require asks for nothing but privacy. 420 with Unsupported, naming it."),
    TAGS(400, Off.TAKES, "From and To have one tag at most. 400."),
    DIGEST(
            400,
            Off.TAKES,
            "Digest credentials parse and have username, realm, nonce, uri and response. 400."),
    AUTHORIZATION(400, Off.TAKES, "There is one set of credentials for a realm. 400."),
    FIRST_VIA(400, Off.TAKES, "A response has one Via, and it is ours. Dropped."),
    BRANCH(400, Off.TAKES, "A branch has something behind the magic cookie z9hG4bK. 400."),
    COOKIE(
            400,
            Off.TAKES,
            "There is a branch with the magic cookie z9hG4bK. 400; keeps RFC 2543 senders out."),
    LOOPS(482, Off.TAKES, "The request has not been here before to the same URI. 482."),
    MERGED(
            482,
            Off.TAKES,
            "The request has not come by another way already (RFC 3261 8.2.2.2). 482.");

    private enum Off {
        /** Cannot be switched off. */
        NEVER,
        /** The message is taken all the same. */
        TAKES,
        /** The message cannot be represented: it is dropped unanswered. */
        DROPS
    }

    /** What counts failures, by realm, transport and check. */
    public static final String METRIC = "portcullis_sip_insane_total";

    public static final String METRIC_HELP =
            "Messages that failed a sanity check, answered or dropped, by the check.";

    private final int status;
    private final Off off;
    private final String help;
    private final String label;

    SanityCheck(int status, Off off, String help) {
        this.status = status;
        this.off = off;
        this.help = help;
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The status code that says so to the sender of a request. */
    int status() {
        return status;
    }

    /** Its name in the configuration and in metrics. */
    public String label() {
        return label;
    }

    /** What it asks and what it answers, in a few sentences for people. */
    public String help() {
        return help;
    }

    /** Whether it is a setting. */
    public boolean optional() {
        return off != Off.NEVER;
    }

    /** Whether it is asked where nothing else is configured. */
    public boolean byDefault() {
        return this != COOKIE;
    }

    /** Whether the parser can make a message of what fails. */
    boolean tolerable() {
        return off == Off.TAKES;
    }
}
