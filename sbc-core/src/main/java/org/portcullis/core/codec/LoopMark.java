package org.portcullis.core.codec;

import org.portcullis.core.message.SipRequest;

/**
 * What of a request decides where it goes from here, as a number that our own branch carries (RFC
 * 3261 section 16.6 step 8): where it came in and its URI. A request that comes again with a branch
 * of ours for the same number has looped; for another one it is on a spiral, which is no fault.
 */
public final class LoopMark {

    private LoopMark() {}

    /**
     * The mark of a request, by its request line as it came: what a peer's rules and number format
     * make of the URI is read from it, and is the same whenever it comes again.
     *
     * @param realm where it came in
     */
    public static int of(String realm, SipRequest request) {
        byte[] line = request.array();
        int hash = realm.hashCode();
        for (int i = request.method().name().length() + 1; line[i] != ' '; i++) {
            hash = hash * 31 + line[i];
        }
        return hash;
    }
}
