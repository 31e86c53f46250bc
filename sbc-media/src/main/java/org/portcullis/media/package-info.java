/**
 * The relay of RTP and RTCP: one package per concern below this one. Nothing lives here directly,
 * and nothing below here knows SIP; it sees SDP only.
 */
@NullMarked
package org.portcullis.media;

import org.jspecify.annotations.NullMarked;
