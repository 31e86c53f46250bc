package org.portcullis.core.codec;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.codec.ParseResult.Malformed;
import org.portcullis.core.codec.ParseResult.Parsed;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.Essentials;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Uri;
import org.portcullis.core.message.WireImage;

/**
 * Makes messages of bytes (RFC 3261 section 25). What comes out is sound in all that every message
 * must have; other headers are parsed when they are asked for. Reusable, one per loop, not
 * thread-safe.
 */
public final class SipParser {
    private static final ParseResult KEEP_ALIVE = new ParseResult.KeepAlive();
    private static final Problem NO_LINE = new Problem(Kind.GARBAGE, "No start line");
    private static final Problem SIZE = new Problem(Kind.LIMIT, "Message too large");

    private final SipLimits limits;
    private final StartLine startLine;
    private final HeaderLines lines;
    private final EagerHeaders eager;

    public SipParser(SipLimits limits) {
        this(limits, SanityPolicy.DEFAULT);
    }

    /**
     * A parser that makes messages of what is wrong only by checks that are off.
     *
     * @param policy that of the realm whose messages it reads
     */
    public SipParser(SipLimits limits, SanityPolicy policy) {
        Cursor cursor = new Cursor();
        this.limits = limits;
        this.startLine = new StartLine(policy.tolerates(SanityCheck.VERSION), cursor);
        this.lines = new HeaderLines(limits, cursor);
        this.eager = new EagerHeaders(limits, policy, cursor);
    }

    /**
     * Parses one message.
     *
     * @param bytes which belong to the message from now on; folded lines are unfolded in place
     * @param length how many of them there are
     * @param stream whether they are a frame of a stream, whose Content-Length must be there and
     *     exact; a datagram's may be missing, or leave bytes over, which are ignored
     */
    public ParseResult parse(byte[] bytes, int length, boolean stream) {
        int start = 0;
        while (start < length
                && (bytes[start] == '\r' || bytes[start] == '\n' || bytes[start] == 0)) {
            start++;
        }
        if (start == length) {
            return KEEP_ALIVE;
        }
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, length - start);
        }
        return parseMessage(bytes, length - start, stream);
    }

    private ParseResult parseMessage(byte[] bytes, int length, boolean stream) {
        int lineEnd = HeaderLines.lineEnd(bytes, 0, Math.min(length, limits.line() + 2));
        Problem inStartLine = lineEnd < 0 ? NO_LINE : startLine.read(bytes, lineEnd);
        if (inStartLine != null && inStartLine.kind() == Kind.GARBAGE) {
            return new Malformed(inStartLine.kind(), inStartLine.why(), Optional.empty());
        }
        int bodyStart = lines.read(bytes, lineEnd + 2, length);
        Essentials essentials = eager.read(bytes, lines.table, startLine.method);
        int end = bodyStart < 0 ? length : eager.messageEnd(bodyStart, length, stream);
        Problem problem = firstProblem(length > limits.message() ? SIZE : inStartLine);
        if (problem != null || essentials == null) {
            return malformed(
                    Objects.requireNonNull(problem),
                    new WireImage(bytes, length, lines.table, length));
        }
        return new Parsed(message(new WireImage(bytes, end, lines.table, bodyStart), essentials));
    }

    private @Nullable Problem firstProblem(@Nullable Problem before) {
        if (before != null) {
            return before;
        }
        return lines.problem() != null ? lines.problem() : eager.problem();
    }

    private Malformed malformed(Problem problem, WireImage image) {
        boolean answerable = startLine.method != null && !startLine.method.equals(Method.ACK);
        Optional<ReplyHeaders> reply = answerable ? ReplyHeaders.salvage(image) : Optional.empty();
        return new Malformed(problem.kind(), problem.why(), reply);
    }

    private SipMessage message(WireImage image, Essentials essentials) {
        Method method = startLine.method;
        Uri uri = startLine.uri;
        return method == null || uri == null
                ? new SipResponse(image, startLine.status, startLine.reason, essentials)
                : new SipRequest(image, method, uri, eager.maxForwards(), essentials);
    }
}
