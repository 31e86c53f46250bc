/**
 * Whose packets are a stream's: the decision that keeps third parties out (RTP bleed, injection,
 * hijack).
 *
 * <p>Sans-IO: sources go in, verdicts come out. Not here: sockets, and what makes a packet RTP or
 * RTCP.
 */
@NullMarked
package org.portcullis.media.latch;

import org.jspecify.annotations.NullMarked;
