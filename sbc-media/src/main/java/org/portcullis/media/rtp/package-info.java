/**
 * The packets of RTP and RTCP (RFC 3550): what makes them valid, payload types, reception
 * statistics.
 *
 * <p>Not here: sockets, and where packets go.
 */
@NullMarked
package org.portcullis.media.rtp;

import org.jspecify.annotations.NullMarked;
