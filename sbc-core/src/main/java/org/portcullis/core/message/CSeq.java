package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The CSeq header value (RFC 3261 section 20.16). */
public record CSeq(long number, Method method) {
    /** The largest sequence number (RFC 3261 section 8.1.1.5). */
    public static final long MAX = (1L << 31) - 1;

    public CSeq {
        Objects.requireNonNull(method);
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("cseq: " + number + " (expected: 0-" + MAX + ")");
        }
    }

    public static Optional<CSeq> parse(AsciiString text) {
        return Optional.ofNullable(read(new Cursor().reset(text)));
    }

    /**
     * Reads the whole of what the cursor holds; null if that is no CSeq (no Optional: this runs for
     * every message).
     */
    public static @Nullable CSeq read(Cursor c) {
        long number = c.number(MAX);
        int gap = c.position;
        c.skipSpace();
        boolean spaced = c.position > gap;
        Method method = Method.read(c);
        if (number < 0 || !spaced || method == null || !c.atEnd()) {
            return null;
        }
        return new CSeq(number, method);
    }
}
