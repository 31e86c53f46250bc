package org.portcullis.core.codec;

import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.HeaderName;

/** What can be wrong with the headers that {@link EagerHeaders} reads, by {@link HeaderName#id}. */
final class HeaderProblems {
    /** The names up to this one are read. */
    static final int COUNT = HeaderName.RECORD_ROUTE.id() + 1;

    private static final Problem[] MISSING = problems(Kind.MISSING_HEADER, "Missing ");
    private static final Problem[] REPEATED = problems(Kind.REPEATED_HEADER, "Repeated ");
    private static final Problem[] TOO_MANY = problems(Kind.LIMIT, "Too many values in ");
    private static final Problem[] INVALID = problems(Kind.URI, "Invalid ");

    static {
        invalid(HeaderName.VIA, Kind.HEADER_VALUE);
        invalid(HeaderName.CALL_ID, Kind.HEADER_VALUE);
        invalid(HeaderName.CSEQ, Kind.CSEQ_NUMBER);
        invalid(HeaderName.MAX_FORWARDS, Kind.MAX_FORWARDS);
        invalid(HeaderName.CONTENT_LENGTH, Kind.CONTENT_LENGTH);
    }

    private HeaderProblems() {}

    static Problem missing(int id) {
        return MISSING[id];
    }

    static Problem repeated(int id) {
        return REPEATED[id];
    }

    static Problem tooMany(int id) {
        return TOO_MANY[id];
    }

    static Problem invalid(int id) {
        return INVALID[id];
    }

    private static Problem[] problems(Kind kind, String what) {
        Problem[] problems = new Problem[COUNT];
        for (int id = 0; id < COUNT; id++) {
            problems[id] = new Problem(kind, what + HeaderName.known(id));
        }
        return problems;
    }

    private static void invalid(HeaderName name, Kind kind) {
        INVALID[name.id()] = new Problem(kind, INVALID[name.id()].why());
    }
}
