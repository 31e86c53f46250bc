package org.portcullis.core.transport.socket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counter;

/**
 * Messages of one direction by method or class of response, so that no peer can make labels. Any
 * loop.
 */
final class MessageCounters {
    private static final List<Method> METHODS =
            List.of(
                    Method.INVITE,
                    Method.ACK,
                    Method.BYE,
                    Method.CANCEL,
                    Method.OPTIONS,
                    Method.REGISTER,
                    Method.PRACK,
                    Method.UPDATE,
                    Method.INFO,
                    Method.MESSAGE,
                    Method.SUBSCRIBE,
                    Method.NOTIFY,
                    Method.PUBLISH,
                    Method.REFER);

    private final Map<Method, Counter> requests = new HashMap<>();
    private final Counter otherRequests;
    private final Counter[] responses = new Counter[6];

    /**
     * @param direction {@code received} or {@code sent}
     */
    MessageCounters(TransportCounters counters, String direction) {
        String requestName = "portcullis_sip_requests_" + direction + "_total";
        String requestHelp = "Requests " + direction + ", retransmissions too, by method.";
        for (Method method : METHODS) {
            requests.put(
                    method,
                    counters.counter(requestName, requestHelp, "method", method.toString()));
        }
        otherRequests = counters.counter(requestName, requestHelp, "method", "other");
        for (int i = 0; i < responses.length; i++) {
            responses[i] =
                    counters.counter(
                            "portcullis_sip_responses_" + direction + "_total",
                            "Responses " + direction + ", retransmissions too, by class.",
                            "class",
                            (i + 1) + "xx");
        }
    }

    void count(SipMessage message) {
        switch (message) {
            case SipRequest request ->
                    requests.getOrDefault(request.method(), otherRequests).increment();
            case SipResponse response -> responses[response.status() / 100 - 1].increment();
        }
    }
}
