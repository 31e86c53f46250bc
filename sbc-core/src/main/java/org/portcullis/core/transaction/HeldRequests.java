package org.portcullis.core.transaction;

import java.util.HashMap;
import java.util.Map;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/** The requests of one loop that wait without a transaction. Owned by its loop. */
final class HeldRequests {
    private final Map<ServerKey, HeldRequest> waiting = new HashMap<>();

    HeldRequest hold(SipRequest request, Flow flow) {
        HeldRequest waits = new HeldRequest(request, flow);
        waiting.put(ServerKey.of(request), waits);
        return waits;
    }

    void release(HeldRequest waits) {
        waiting.remove(ServerKey.of(waits.request()), waits);
    }

    int size() {
        return waiting.size();
    }

    /** Whether a request is one of these once more, or the CANCEL of one, which waits with it. */
    boolean absorbs(SipRequest request, Flow flow) {
        if (waiting.isEmpty()) {
            return false;
        }
        if (!request.method().equals(Method.CANCEL)) {
            return waiting.containsKey(ServerKey.of(request));
        }
        HeldRequest invite = waiting.get(ServerKey.of(request, Method.INVITE));
        if (invite == null || !TransactionLayer.sameHost(invite.flow(), flow)) {
            return false;
        }
        invite.cancel = new HeldRequest.Late(request, flow);
        return true;
    }
}
