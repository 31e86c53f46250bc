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
    record Malformed(Kind kind, String why, Optional<ReplyHeaders> reply) implements ParseResult {}

    /** In what respect bytes are no message; labels the count of parse errors. */
    enum Kind {
        /** Nothing that begins like SIP. */
        GARBAGE(SanityCheck.SYNTAX),
        /** A start line that is SIP's but not right. */
        START_LINE(SanityCheck.SYNTAX),
        /** A version of SIP that is not 2.0. */
        VERSION(SanityCheck.VERSION),
        /** A header line that is none. */
        HEADER_LINE(SanityCheck.SYNTAX),
        /** No end of the headers. */
        TRUNCATED(SanityCheck.SYNTAX),
        /** A mandatory header is missing. */
        MISSING_HEADER(SanityCheck.REQUIRED_HEADERS),
        /** A header that may stand once stands twice. */
        REPEATED_HEADER(SanityCheck.REPEATED_HEADERS),
        /** A header whose value does not follow its grammar. */
        HEADER_VALUE(SanityCheck.SYNTAX),
        /**
         * A URI that is none, in the request line or in a header that every message is read for.
         */
        URI(SanityCheck.URIS),
        /** A CSeq without number and method. */
        CSEQ_NUMBER(SanityCheck.CSEQ_NUMBER),
        /** A CSeq of another method than the request's. */
        CSEQ_METHOD(SanityCheck.CSEQ_METHOD),
        /** A Max-Forwards that is no number up to 255. */
        MAX_FORWARDS(SanityCheck.MAX_FORWARDS),
        /** A Content-Length that does not fit. */
        CONTENT_LENGTH(SanityCheck.CONTENT_LENGTH),
        /** More than {@link SipLimits} allow. */
        LIMIT(SanityCheck.SIZE);

        private final SanityCheck check;
        private final String label;

        Kind(SanityCheck check) {
            this.check = check;
            this.label = name().toLowerCase(java.util.Locale.ROOT);
        }

        /** The check that this fails. */
        SanityCheck check() {
            return check;
        }

        /** The value of the metric's label. */
        public String label() {
            return label;
        }
    }
}
