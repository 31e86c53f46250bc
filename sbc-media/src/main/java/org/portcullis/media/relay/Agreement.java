package org.portcullis.media.relay;

import org.portcullis.core.media.Side;
import org.portcullis.media.offer.Peer;
import org.portcullis.media.offer.StreamLine;
import org.portcullis.media.rtp.PayloadTypes;

/**
 * What offer and answer have settled of one stream.
 *
 * @param media the media type of its m-line, such as {@code audio}
 */
record Agreement(String media, Peer caller, Peer callee, PayloadTypes payloadTypes) {

    static Agreement of(
            String media, Side offerer, StreamLine.Relayed offered, StreamLine.Relayed answered) {
        PayloadTypes both = offered.payloadTypes().and(answered.payloadTypes());
        return offerer == Side.CALLER
                ? new Agreement(media, offered.peer(), answered.peer(), both)
                : new Agreement(media, answered.peer(), offered.peer(), both);
    }

    Peer peer(Side side) {
        return switch (side) {
            case CALLER -> caller;
            case CALLEE -> callee;
        };
    }
}
