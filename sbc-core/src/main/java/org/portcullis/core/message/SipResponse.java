package org.portcullis.core.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** A response (RFC 3261 section 7.2). */
public final class SipResponse extends SipMessage {
    private final int status;
    private final AsciiString reason;

    /**
     * A parsed or a written response.
     *
     * @param essentials null if it was written here, and its typed fields are computed when asked
     *     for
     */
    public SipResponse(
            WireImage image, int status, AsciiString reason, @Nullable Essentials essentials) {
        super(image, essentials);
        this.status = status;
        this.reason = reason;
    }

    /** The status code, 100 to 699. */
    public int status() {
        return status;
    }

    /** The reason phrase; may be empty. */
    public AsciiString reason() {
        return reason;
    }
}
