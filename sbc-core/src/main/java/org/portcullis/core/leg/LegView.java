package org.portcullis.core.leg;

import io.netty.util.NetUtil;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.transport.Flow;

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
        String remoteAddress) {

    static LegView of(Leg leg) {
        Flow arrival = leg.arrival();
        Dialog dialog = leg.dialog();
        return new LegView(
                leg.party().peer().name(),
                arrival.realm().name(),
                dialog.local().toString(),
                dialog.remote().toString(),
                dialog.callId().toString(),
                arrival.protocol().label() + ':' + NetUtil.toSocketAddressString(arrival.remote()));
    }
}
