package org.portcullis.core.topology;

import org.portcullis.core.message.Essentials;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;

/** Requests whose parties are read otherwise than they were written. */
final class Views {
    private Views() {}

    /** The request with the same bytes and these values. */
    static SipRequest of(SipRequest request, Uri uri, NameAddr from, NameAddr to) {
        return new SipRequest(
                request.image(),
                request.method(),
                uri,
                request.maxForwards(),
                new Essentials(
                        request.topVia(),
                        from,
                        to,
                        request.callId(),
                        request.cseq(),
                        request.contacts(),
                        request.routes(),
                        request.recordRoutes()));
    }
}
