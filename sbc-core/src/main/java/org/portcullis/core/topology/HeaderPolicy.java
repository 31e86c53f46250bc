package org.portcullis.core.topology;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * How the messages of one configured peer are read and written on its own side of the border.
 * Immutable; any loop.
 */
public final class HeaderPolicy {
    public static final HeaderPolicy DEFAULT = new HeaderPolicy();

    private HeaderPolicy() {}

    /** A request of the peer as the box is to see it. */
    public SipRequest arriving(SipRequest request) {
        return request;
    }

    /** A response of the peer as the box is to see it. */
    public SipResponse arriving(SipResponse response) {
        return response;
    }

    /** A finished request to the peer as it is to see it. */
    public SipRequest leaving(SipRequest request) {
        return request;
    }

    /** A finished response to the peer as it is to see it. */
    public SipResponse leaving(SipResponse response) {
        return response;
    }
}
