package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipResponse;

/** A dialog of the callee, and how far it has come. Owned by the call's loop. */
final class Fork {
    private final Leg leg;
    // The last RSeq that came in it, 0 before the first.
    private long number;
    private boolean answered;

    Fork(Leg leg) {
        this.leg = leg;
    }

    Leg leg() {
        return leg;
    }

    /** Whether a 2xx has come in it. */
    boolean answered() {
        return answered;
    }

    void answer() {
        answered = true;
    }

    /** RFC 3262 4: the first in a dialog may have any number, the others the next. */
    boolean inOrder(SipResponse reliable) {
        long next = number(reliable);
        if (next == 0 || (number != 0 && next != number + 1)) {
            return false;
        }
        number = next;
        return true;
    }

    private static long number(SipResponse response) {
        AsciiString text = response.header(HeaderName.RSEQ).orElse(AsciiString.EMPTY_STRING);
        try {
            return text.parseLong();
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
