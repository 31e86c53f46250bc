package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;
import java.util.concurrent.atomic.AtomicInteger;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipResponse;

/**
 * What a destination says in the Via of its responses about how much it wants (RFC 7339): so many
 * percent less, for so long. Any loop.
 */
final class OverloadControl {
    private static final AsciiString OC = AsciiString.cached("oc");
    private static final AsciiString ALGORITHM = AsciiString.cached("oc-algo");
    private static final AsciiString VALIDITY = AsciiString.cached("oc-validity");
    private static final AsciiString SEQUENCE = AsciiString.cached("oc-seq");
    private static final int WHOLE = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DEFAULT_MILLIS = 500; // RFC 7339 5.3
    private static final long MOST_MILLIS = 3_600_000;
    private static final int MOST_DIGITS = 10;
    private static final Wish NOTHING = new Wish(0, 0, -1);

    private final Share share = new Share();
    private final AtomicInteger considered = new AtomicInteger();
    private volatile Wish wish = NOTHING;

    /**
     * @param percent of requests that it does not want
     * @param sequence in thousandths, -1 for none
     */
    private record Wish(int percent, long untilNanos, long sequence) {}

    /** Takes what a response says, if it says anything new (RFC 7339 5.1-5.4). */
    void heard(SipResponse response, long nowNanos) {
        Params params = response.topVia().params();
        AsciiString rate = params.valueOf(OC);
        if (rate.isEmpty() || !byLoss(params.valueOf(ALGORITHM))) {
            return;
        }
        long percent = number(rate);
        long millis = params.has(VALIDITY) ? number(params.valueOf(VALIDITY)) : DEFAULT_MILLIS;
        long sequence = params.has(SEQUENCE) ? thousandths(params.valueOf(SEQUENCE)) : -1;
        boolean stale = sequence >= 0 && sequence <= wish.sequence;
        if (percent < 0 || percent > WHOLE || millis < 0 || stale) {
            return;
        }
        long nanos = Math.min(millis, MOST_MILLIS) * NANOS_PER_MILLI;
        wish = new Wish(millis == 0 ? 0 : (int) percent, nowNanos + nanos, sequence);
    }

    /** Percent of requests that it does not want now. */
    int percent(long nowNanos) {
        Wish now = wish;
        return now.percent > 0 && nowNanos - now.untilNanos < 0 ? now.percent : 0;
    }

    /** Whether the next request is one that it does not want: so many of any hundred in a row. */
    boolean passesOver(long nowNanos) {
        int percent = percent(nowNanos);
        return percent > 0 && share.at(considered.getAndIncrement(), WHOLE) < percent;
    }

    /** Of the algorithms, what is not said is loss (RFC 7339 5.2). */
    private static boolean byLoss(AsciiString algorithm) {
        return algorithm.isEmpty()
                || algorithm.toString().replace("\"", "").equalsIgnoreCase("loss");
    }

    /** {@code 1282321615.782} as a number that grows. */
    private static long thousandths(AsciiString text) {
        int dot = text.indexOf(".", 0);
        if (dot < 0) {
            long whole = number(text);
            return whole < 0 ? -1 : whole * 1_000;
        }
        AsciiString rest = text.subSequence(dot + 1, text.length(), false);
        long whole = number(text.subSequence(0, dot, false));
        long part = number(rest);
        if (whole < 0 || part < 0) {
            return -1;
        }
        for (int digits = rest.length(); digits < 3; digits++) {
            part *= 10;
        }
        for (int digits = rest.length(); digits > 3; digits--) {
            part /= 10;
        }
        return whole * 1_000 + part;
    }

    private static long number(AsciiString text) {
        long number = text.isEmpty() || text.length() > MOST_DIGITS ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            int digit = text.byteAt(i) - '0';
            number = digit < 0 || digit > 9 ? -1 : number * 10 + digit;
        }
        return number;
    }
}
