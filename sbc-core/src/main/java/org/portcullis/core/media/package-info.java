/**
 * The port through which a call reaches media: offer and answer in, descriptions for the other side
 * out.
 *
 * <p>Not here: what stands behind the port (the media module), descriptions as such ({@code sdp}),
 * and when a call makes which offer ({@code call}).
 */
@NullMarked
package org.portcullis.core.media;

import org.jspecify.annotations.NullMarked;
