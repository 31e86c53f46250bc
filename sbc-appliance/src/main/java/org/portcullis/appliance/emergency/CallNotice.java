package org.portcullis.appliance.emergency;

import org.portcullis.routing.emergency.EmergencyCall;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An emergency call as an HTTP server is told of it. */
final class CallNotice {

    private CallNotice() {}

    static ObjectNode json(EmergencyCall call, String node) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("event", "emergency-call");
        body.put("node", node);
        body.put("caller", call.caller());
        body.put("number", call.number());
        body.put("peer", call.peer());
        body.put("call", call.callId());
        body.put("time", call.time().toString());
        return body;
    }
}
