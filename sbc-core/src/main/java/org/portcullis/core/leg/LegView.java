package org.portcullis.core.leg;

/**
 * One leg of a live call: a snapshot.
 *
 * @param peer the configured peer
 * @param realm the side of the border
 * @param local our party on this leg, as a From or To value
 * @param remote the peer's party, as a From or To value
 * @param callId the leg's Call-ID
 * @param remoteAddress where its signalling comes from, {@code udp:192.0.2.1:5060}
 */
public record LegView(
        String peer,
        String realm,
        String local,
        String remote,
        String callId,
        String remoteAddress) {}
