package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import org.portcullis.core.message.SipRequest;

/**
 * What of a request decides where it goes from here, as a number that our own branch carries (RFC
 * 3261 section 16.6 step 8): where it came in and its URI. A request that comes again with a branch
 * of ours for the same number has looped; for another one it is on a spiral, which is no fault.
 */
public final class LoopMark {

    private LoopMark() {}

    /**
     * The mark of a request.
     *
     * @param realm where it came in
     */
    public static int of(String realm, SipRequest request) {
        AsciiString uri = request.requestUri().text();
        int hash = realm.hashCode();
        for (int i = 0; i < uri.length(); i++) {
            hash = hash * 31 + uri.byteAt(i);
        }
        return hash;
    }
}
