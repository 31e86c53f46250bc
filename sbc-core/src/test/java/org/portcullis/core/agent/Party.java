package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;

/** A user agent played by a test, one message at a time. Its dialog is the last one it made. */
final class Party {
    final TestFlow flow;
    final String name;
    private final RelayBorder border;
    private String callId = "";
    private String ourTag = "";
    private String peerTag = "";
    private String us = "";
    private String them = "";
    private long cseq;
    private int branches;

    Party(RelayBorder border, TestFlow flow, String name) {
        this.border = border;
        this.flow = flow;
        this.name = name;
    }

    String address() {
        return flow.remote().getHostString() + ":" + flow.remote().getPort();
    }

    /** Sends a request outside any dialog, which may make one. */
    SipRequest outside(String method, String headers, String body) {
        callId = name + "-call-" + ++branches + "@" + address();
        ourTag = name + "-tag";
        us = "\"Alice\" <sip:" + name + "@far.example>";
        them = "<sip:bob@192.0.2.1>";
        peerTag = "";
        cseq = 1;
        return inside(method, headers, body);
    }

    /** Sends the next request in the dialog. */
    SipRequest inside(String method, String headers, String body) {
        SipRequest request = request(method, headers, body);
        cseq++;
        send(request);
        return request;
    }

    /** The same request on another way. */
    SipRequest again(String method, String headers) {
        cseq--;
        return inside(method, headers, "");
    }

    void send(SipRequest request) {
        border.layer.received(request, flow, border.time.nowNanos());
    }

    private SipRequest request(String method, String headers, String body) {
        boolean limited = headers.contains("Max-Forwards");
        String toTag = peerTag.isEmpty() ? "" : ";tag=" + peerTag;
        int length = body.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8).length;
        return Messages.request(
                method
                        + " sip:bob@192.0.2.1 SIP/2.0\nVia: SIP/2.0/"
                        + flow.protocol().viaName()
                        + ' '
                        + address()
                        + ";branch=z9hG4bK"
                        + name
                        + ++branches
                        + '\n'
                        + (limited ? "" : "Max-Forwards: 70\n")
                        + ("From: " + us + ";tag=" + ourTag + '\n')
                        + ("To: " + them + toTag + '\n')
                        + ("Call-ID: " + callId + '\n')
                        + ("CSeq: " + cseq + ' ' + method + '\n')
                        + ("Contact: <sip:" + name + "@" + address() + ">\n")
                        + headers
                        + ("Content-Length: " + length + "\n\n")
                        + body);
    }

    /** Takes the dialog of a request of the box, as whoever answers it. */
    void join(SipRequest request, String tag) {
        callId = request.callId().toString();
        ourTag = tag;
        peerTag = request.from().tag().orElseThrow().toString();
        us = "<" + request.to().uri().text() + ">";
        them = "<" + request.from().uri().text() + ">";
        cseq = 1;
    }

    /** Takes the dialog that a response of the box has made. */
    void joined(SipResponse response) {
        peerTag = response.to().tag().orElseThrow().toString();
    }

    /** Answers a request of the box. */
    void answer(SipRequest request, int status, String more) {
        String contact = "Contact: <sip:" + name + "@" + address() + ">\n";
        boolean own = more.contains("Contact: ");
        SipResponse response =
                Messages.answer(
                        request,
                        status,
                        ourTag.isEmpty() ? name : ourTag,
                        (own ? "" : contact) + more);
        border.layer.received(response, flow, border.time.nowNanos());
    }

    void answer(SipRequest request, int status) {
        answer(request, status, "");
    }

    /** The next message, which must be a request of that method. */
    SipRequest request(String method) {
        SipMessage message = flow.take();
        if (!(message instanceof SipRequest request)) {
            throw unexpected(method, message);
        }
        assertEquals(method, request.method().name().toString());
        return request;
    }

    /** The next message, which must be a response with that status. */
    SipResponse response(int status) {
        SipMessage message = flow.take();
        if (!(message instanceof SipResponse response)) {
            throw unexpected("status " + status, message);
        }
        assertEquals(status, response.status(), response.toString());
        return response;
    }

    void assertIdle() {
        assertTrue(flow.idle(), () -> "unexpected: " + flow.take());
    }

    /** Takes all that is there. */
    void forget() {
        while (!flow.idle()) {
            flow.take();
        }
    }

    private static AssertionError unexpected(String what, SipMessage message) {
        return new AssertionError("expected " + what + ", got " + message);
    }
}
