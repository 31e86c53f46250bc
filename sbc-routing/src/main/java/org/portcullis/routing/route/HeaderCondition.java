package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;

/**
 * A condition on the values of a header, each compared whole and without regard to case.
 *
 * @param text in ASCII; empty where the header has only to be there, or not to
 */
public record HeaderCondition(HeaderName header, Kind kind, AsciiString text) {

    /** What is asked of the header. */
    public enum Kind {
        /** That it is there. */
        PRESENT,
        /** That it is not there. */
        ABSENT,
        /** That one of its values is the text. */
        IS,
        /** That one of its values begins with the text. */
        BEGINS,
        /** That the text is in one of its values. */
        CONTAINS
    }

    boolean holds(SipRequest request) {
        boolean found = false;
        for (int i = 0; i < request.headerCount() && !found; i++) {
            found = request.headerName(i).equals(header) && is(request.headerValue(i));
        }
        return found != (kind == Kind.ABSENT);
    }

    private boolean is(AsciiString value) {
        return switch (kind) {
            case PRESENT, ABSENT -> true;
            case IS -> value.contentEqualsIgnoreCase(text);
            case BEGINS -> value.regionMatches(true, 0, text, 0, text.length());
            case CONTAINS -> isIn(value);
        };
    }

    private boolean isIn(AsciiString value) {
        for (int i = 0; i + text.length() <= value.length(); i++) {
            if (value.regionMatches(true, i, text, 0, text.length())) {
                return true;
            }
        }
        return false;
    }
}
