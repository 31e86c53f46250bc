package org.portcullis.core.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** A request (RFC 3261 section 7.1). */
public final class SipRequest extends SipMessage {
    /** The Max-Forwards of a request that has none (RFC 3261 section 16.6). */
    public static final int DEFAULT_MAX_FORWARDS = 70;

    private static final int UNREAD = -1;

    private final Method method;
    private @Nullable Uri requestUri;
    private int maxForwards;

    /** A parsed request, all of whose parts were checked. */
    public SipRequest(
            WireImage image,
            Method method,
            Uri requestUri,
            int maxForwards,
            Essentials essentials) {
        super(image, essentials);
        this.method = method;
        this.requestUri = requestUri;
        this.maxForwards = maxForwards;
    }

    /** A written request, whose typed fields are computed when asked for. */
    SipRequest(WireImage image, Method method) {
        super(image, null);
        this.method = method;
        this.maxForwards = UNREAD;
    }

    public Method method() {
        return method;
    }

    public Uri requestUri() {
        Uri value = requestUri;
        if (value == null) {
            int start = method.name().length() + 1;
            int end = start;
            while (array()[end] != ' ') {
                end++;
            }
            AsciiString text = Chars.slice(array(), start, end);
            value =
                    Uri.parse(text)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "request was written to " + text));
            requestUri = value;
        }
        return value;
    }

    /** Max-Forwards, 0 to 255; {@value #DEFAULT_MAX_FORWARDS} if there is none. */
    public int maxForwards() {
        if (maxForwards == UNREAD) {
            maxForwards =
                    header(HeaderName.MAX_FORWARDS)
                            .map(text -> (int) new Cursor().reset(text).number(255))
                            .filter(hops -> hops >= 0)
                            .orElse(DEFAULT_MAX_FORWARDS);
        }
        return maxForwards;
    }
}
