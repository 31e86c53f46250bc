package org.portcullis.core.codec;

import java.util.Optional;
import org.portcullis.core.message.SipMessage;

/** What the bytes of one datagram, or of one frame of a stream, turned out to be. */
public sealed interface ParseResult {

    /** A message, its mandatory headers checked. */
    record Parsed(SipMessage message) implements ParseResult {}

    /** Only line ends or zeros: a NAT is kept open. */
    record KeepAlive() implements ParseResult {}

    /**
     * No message.
     *
     * @param why what is wrong, in words that may serve as a reason phrase
     * @param reply what an answer needs; empty if there must be none: to a response, an ACK, or a
     *     sender that cannot be told
     */
    record Malformed(Kind kind, String why, Optional<ReplyHeaders> reply) implements ParseResult {

        /** The status code to answer with, or 0 for no answer. */
        public int status() {
            return reply.isPresent() ? kind.status() : 0;
        }
    }

    /** In what respect bytes are no message; labels the count of parse errors. */
    enum Kind {
        /** Nothing that begins like SIP. */
        GARBAGE(400),
        /** A start line that is SIP's but not right. */
        START_LINE(400),
        /** A version of SIP that is not 2.0. */
        VERSION(505),
        /** A header line that is none. */
        HEADER_LINE(400),
        /** No end of the headers. */
        TRUNCATED(400),
        /** A mandatory header is missing. */
        MISSING_HEADER(400),
        /** A header that may stand once stands twice. */
        REPEATED_HEADER(400),
        /** A header whose value does not follow its grammar. */
        HEADER_VALUE(400),
        /** A Content-Length that does not fit. */
        CONTENT_LENGTH(400),
        /** More than {@link SipLimits} allow. */
        LIMIT(513);

        private final int status;
        private final String label;

        Kind(int status) {
            this.status = status;
            this.label = name().toLowerCase(java.util.Locale.ROOT);
        }

        /** The status code that says so to the sender of a request. */
        public int status() {
            return status;
        }

        /** The value of the metric's label. */
        public String label() {
            return label;
        }
    }
}
