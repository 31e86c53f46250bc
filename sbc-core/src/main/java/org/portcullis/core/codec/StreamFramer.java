package org.portcullis.core.codec;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.ByteProcessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.HeaderName;

/**
 * Finds the messages in a stream (RFC 3261 sections 7.5 and 18.3, RFC 5626 section 3.5.1). Does no
 * I/O; each byte is looked at once however the stream is cut, and no more is kept than one message
 * within its limits. One per connection, on its loop.
 */
public final class StreamFramer {

    /** What was found. */
    public sealed interface Frame {

        /** All bytes were taken, the next message is not whole. */
        record Incomplete() implements Frame {}

        /** The peer sent the double CRLF that asks for a CRLF in return. */
        record KeepAlive() implements Frame {}

        /**
         * A message's bytes, for {@link SipParser#parse} with {@code stream}; they are the
         * caller's.
         */
        final class Whole implements Frame {
            private final byte[] bytes;
            private final boolean last;

            Whole(byte[] bytes, boolean last) {
                this.bytes = bytes;
                this.last = last;
            }

            public byte[] bytes() {
                return bytes;
            }

            /**
             * True for a head that does not say where its body ends, or says too far: the parser
             * will find it malformed, it may be answered, then the connection is to be closed.
             */
            public boolean last() {
                return last;
            }
        }

        /** This is no SIP, or beyond the limits: to be closed without an answer. */
        record Broken(Kind kind, String why) implements Frame {}
    }

    private enum State {
        BETWEEN,
        FIRST_LINE,
        HEADERS,
        BODY,
        BROKEN
    }

    private static final Frame INCOMPLETE = new Frame.Incomplete();
    private static final Frame KEEP_ALIVE = new Frame.KeepAlive();
    private static final Frame NOT_SIP = new Frame.Broken(Kind.GARBAGE, "Not SIP");
    private static final Frame LONE = new Frame.Broken(Kind.HEADER_LINE, "CR or LF alone");
    private static final Frame LINE = new Frame.Broken(Kind.LIMIT, "Line too long");
    private static final Frame LINES = new Frame.Broken(Kind.LIMIT, "Too many header lines");
    private static final Frame SIZE = new Frame.Broken(Kind.LIMIT, "Message too large");
    private static final Frame BROKEN = new Frame.Broken(Kind.GARBAGE, "Already broken");
    private static final AsciiString SIP = AsciiString.cached("SIP/");
    private static final int KEEP = 4096;

    private final SipLimits limits;
    private final Cursor cursor = new Cursor();
    private final HeaderLines lines;
    private final ByteProcessor headScanner = this::scan;

    private State state = State.BETWEEN;
    private byte[] buffer = {};
    private int count;
    private int expected;
    private int crlfBytes;

    // The scan of the head, which goes on where it stopped. `scanned` counts bytes of the message,
    // the others lie within it.
    private int scanned;
    private int logicalLineStart;
    private int logicalLines;
    private int physicalLineStart;
    private boolean afterCr;
    private boolean inMethod;
    private @Nullable Frame broken;

    public StreamFramer(SipLimits limits) {
        this.limits = limits;
        this.lines = new HeaderLines(limits, cursor);
    }

    /** Whether a message has begun and is not whole: what a timeout for half messages goes by. */
    public boolean partial() {
        return count > 0;
    }

    /**
     * Takes the next frame from {@code in}, which stays the caller's; to be called until it returns
     * {@code Incomplete}, then all has been taken.
     */
    public Frame next(ByteBuf in) {
        while (true) {
            Frame frame =
                    switch (state) {
                        case BETWEEN -> skipLineEnds(in);
                        case FIRST_LINE, HEADERS -> readHead(in);
                        case BODY -> readBody(in);
                        case BROKEN -> BROKEN;
                    };
            if (frame instanceof Frame.Broken) {
                state = State.BROKEN;
                buffer = new byte[0];
                count = 0;
            }
            if (frame != null) {
                return frame;
            }
        }
    }

    /** Each of these returns null when the next state is to go on with what is left. */
    private @Nullable Frame skipLineEnds(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.getByte(in.readerIndex());
            boolean expectLf = crlfBytes % 2 == 1;
            if (expectLf ? b != '\n' : b == '\n') {
                return LONE;
            }
            if (b != '\r' && b != '\n') {
                beginMessage();
                return null;
            }
            in.skipBytes(1);
            crlfBytes++;
            if (crlfBytes == 4) {
                crlfBytes = 0;
                return KEEP_ALIVE;
            }
        }
        return INCOMPLETE;
    }

    private void beginMessage() {
        state = State.FIRST_LINE;
        crlfBytes = 0;
        scanned = 0;
        logicalLineStart = 0;
        logicalLines = 0;
        physicalLineStart = 0;
        afterCr = false;
        inMethod = true;
        broken = null;
    }

    private @Nullable Frame readHead(ByteBuf in) {
        int stopped = in.forEachByte(headScanner);
        if (broken != null) {
            return broken;
        }
        int taken = stopped < 0 ? in.readableBytes() : stopped + 1 - in.readerIndex();
        grow(count + taken);
        in.readBytes(buffer, count, taken);
        count += taken;
        if (stopped < 0) {
            return INCOMPLETE;
        }
        if (state == State.FIRST_LINE) {
            state = State.HEADERS;
            return isStartLine() ? null : NOT_SIP;
        }
        return endHead();
    }

    /**
     * Looks at one byte of the head; false at the end of the first line, at the end of the head and
     * where it is broken.
     */
    private boolean scan(byte b) {
        int at = scanned++;
        if (b == '\n' || afterCr) {
            if (b != '\n' || !afterCr) {
                return fail(state == State.FIRST_LINE ? NOT_SIP : LONE);
            }
            afterCr = false;
            boolean blank = at - 1 == physicalLineStart;
            physicalLineStart = scanned;
            return !blank && state == State.HEADERS;
        }
        afterCr = b == '\r';
        if (inMethod) {
            inMethod = b != ' ';
            if (b < ' ' || b == 0x7F) {
                return fail(NOT_SIP);
            }
        }
        boolean newLine = at == physicalLineStart && b != ' ' && b != '\t' && b != '\r';
        if (newLine) {
            logicalLineStart = at;
            // The start line is the first.
            if (logicalLines++ > limits.headerLines()) {
                return fail(LINES);
            }
        }
        if (scanned > limits.message()) {
            return fail(SIZE);
        }
        return at - logicalLineStart <= limits.line() || fail(LINE);
    }

    private boolean fail(Frame why) {
        broken = why;
        return false;
    }

    /**
     * Whether the first line begins or ends with a version of SIP; the parser looks at the rest.
     */
    private boolean isStartLine() {
        int end = count - 2;
        while (end > 0 && buffer[end - 1] == ' ') {
            end--;
        }
        int lastWord = end;
        while (lastWord > 0 && buffer[lastWord - 1] != ' ') {
            lastWord--;
        }
        return cursor.reset(buffer, 0, end).takeIgnoreCase(SIP)
                || cursor.reset(buffer, lastWord, end).takeIgnoreCase(SIP);
    }

    private @Nullable Frame endHead() {
        long length = contentLength();
        if (length < 0 || length > limits.body() || count + length > limits.message()) {
            Frame head = new Frame.Whole(Arrays.copyOf(buffer, count), true);
            state = State.BROKEN;
            buffer = new byte[0];
            count = 0;
            return head;
        }
        expected = count + (int) length;
        state = State.BODY;
        return null;
    }

    /** The only Content-Length's value, or -1. */
    private long contentLength() {
        int lineEnd = HeaderLines.lineEnd(buffer, 0, count);
        lines.read(buffer, lineEnd + 2, count);
        long length = -1;
        for (int i = 0; i < lines.table.count(); i++) {
            if (lines.table.id(i) == HeaderName.CONTENT_LENGTH.id()) {
                cursor.reset(buffer, lines.table.valueStart(i), lines.table.valueEnd(i));
                boolean only = length < 0;
                length = cursor.number(Integer.MAX_VALUE);
                if (!only || !cursor.atEnd()) {
                    return -1;
                }
            }
        }
        return length;
    }

    private @Nullable Frame readBody(ByteBuf in) {
        int taken = Math.min(expected - count, in.readableBytes());
        grow(count + taken);
        in.readBytes(buffer, count, taken);
        count += taken;
        if (count < expected) {
            return INCOMPLETE;
        }
        Frame whole = new Frame.Whole(Arrays.copyOf(buffer, count), false);
        state = State.BETWEEN;
        count = 0;
        if (buffer.length > KEEP) {
            buffer = new byte[0];
        }
        return whole;
    }

    private void grow(int needed) {
        if (needed > buffer.length) {
            int size = Math.max(needed, Math.min(2 * buffer.length, limits.message()));
            buffer = Arrays.copyOf(buffer, size);
        }
    }
}
