package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The port to security: how the requests of one loop show a peer who sends them (RFC 3261 22).
 * Called on that loop.
 */
@FunctionalInterface
public interface Credentials {

    /** Begins a request, which may be sent several times. */
    Exchange begin();

    /** One request, from when it is first sent to its final response. */
    interface Exchange {

        /** The credentials that the peer is shown before it asks; mostly none. */
        List<Line> first(SipRequest request);

        /**
         * The credentials for the same request once more; none where the challenge cannot be
         * answered, or was answered already.
         *
         * @param request as it was sent last
         * @param challenge the 401 or 407 to it
         */
        List<Line> again(SipRequest request, SipResponse challenge);

        /** The peer has accepted the request; it may say what the next one is to be shown. */
        void accepted(SipResponse success);
    }

    /** A header line. */
    record Line(HeaderName name, AsciiString value) {
        @Override
        public String toString() {
            return name.text() + ": ***"; // credentials do not belong into logs
        }
    }
}
