package org.portcullis.core.media;

import io.netty.util.AsciiString;

/** What the media plane makes of a description. */
public sealed interface MediaResult {

    /** The description to send on to the other side. */
    record Rewritten(AsciiString sdp) implements MediaResult {}

    /**
     * It cannot be honoured.
     *
     * @param status 488 for a description that cannot be met, 500 or 503 when the fault is ours
     * @param warning the text of a Warning header (RFC 3261 20.43), naming the line and what was
     *     expected
     */
    record Refused(int status, String warning) implements MediaResult {}
}
