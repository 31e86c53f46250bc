package org.portcullis.core.leg;

import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.media.Side;
import org.portcullis.core.transport.Flow;

/**
 * Who is at the other end of a leg.
 *
 * @param side the side of the call it is on
 * @param peer whom it belongs to, as configured
 * @param profile how that peer is treated
 * @param arrival the flow that the message which made the dialog used
 */
public record Party(Side side, Origin peer, PeerProfile profile, Flow arrival) {}
