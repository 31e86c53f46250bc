package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.topology.HeaderRules;

/**
 * What is to be said to the destinations of a {@link Dial}.
 *
 * @param invite the INVITE that is carried over, or one that stands for it
 * @param headers what the route does to each INVITE that leaves because of it
 * @param source how the peer that it comes from is treated
 * @param from the leg that wants to talk
 * @param media the media between that leg and the destination
 * @param sdp the offer, as the leg wrote it; empty for a late offer
 * @param reliable whether reliable provisional responses are of use
 * @param refer the REFER that asks for it; empty for a call of the peer's own
 * @param ticket by which a place at each destination is asked for
 * @param urgent whether it is for an emergency number, so that no limit stops it
 */
public record Wish(
        SipRequest invite,
        HeaderRules headers,
        PeerProfile source,
        Leg from,
        MediaSession media,
        Optional<AsciiString> sdp,
        boolean reliable,
        Optional<SipRequest> refer,
        Admission.Ticket ticket,
        boolean urgent) {}
