package org.portcullis.media.offer;

import org.portcullis.media.latch.Expectation;

/** One end of a stream: where its RTP and RTCP are expected from. */
public record Peer(Expectation rtp, Expectation rtcp) {}
