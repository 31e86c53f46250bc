/**
 * The session description (SDP, RFC 8866): model, parser, encoder.
 *
 * <p>Not here: what an offer or answer means and how it is rewritten (the media module).
 */
@NullMarked
package org.portcullis.core.sdp;

import org.jspecify.annotations.NullMarked;
