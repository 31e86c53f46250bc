package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;

/** A user agent played by a test, one message at a time. Its dialog is the last one it made. */
final class Peer {
    final TestFlow flow;
    private final Border border;
    private final String name;
    long cseq;
    String peerTag = "";
    private String callId = "";
    private String ourTag = "";
    private String us = "";
    private String them = "";
    private int branches;
    private String inviteBranch = "";
    private boolean holding;
    private final List<SipMessage> onTheWay = new ArrayList<>();

    Peer(Border border, TestFlow flow, String name) {
        this.border = border;
        this.flow = flow;
        this.name = name;
    }

    SipRequest invite(String sdp) {
        return invite(sdp, "Subject: hello");
    }

    SipRequest invite(String sdp, String header) {
        callId = "call-" + ++branches;
        ourTag = name + "-tag";
        us = "\"Alice\" <sip:+4930@" + host() + ">";
        them = "<sip:123@" + box() + ">";
        peerTag = "";
        cseq = 1;
        inviteBranch = "z9hG4bKi" + ++branches;
        return send("INVITE", inviteBranch, header + '\n', sdp);
    }

    SipRequest reinvite(String sdp) {
        return reinvite(sdp, "");
    }

    SipRequest reinvite(String sdp, String headers) {
        cseq++;
        inviteBranch = "z9hG4bKi" + ++branches;
        return send("INVITE", inviteBranch, headers, sdp);
    }

    void outside(String method) {
        outside(method, "");
    }

    /** A request outside any dialog. */
    void outside(String method, String headers) {
        callId = "outside-" + ++branches;
        ourTag = name + "-tag";
        us = "<sip:+4930@" + host() + ">";
        them = "<sip:" + box() + ">";
        peerTag = "";
        cseq = 1;
        send(method, "z9hG4bKo" + branches, headers, "");
    }

    void cancel(SipRequest invite) {
        String text = invite.toString().replace("INVITE", "CANCEL");
        int body = text.indexOf("Content-Type");
        send(
                Messages.request(
                        text.substring(0, body).replace("\r\n", "\n") + "Content-Length: 0\n\n"));
    }

    void ack(SipResponse ok, String sdp) {
        peerTag = ok.to().tag().orElseThrow().toString();
        long now = cseq;
        cseq = ok.cseq().number();
        send("ACK", "z9hG4bKa" + ++branches, "", sdp);
        cseq = now;
    }

    /** The ACK of a failure, which the INVITE's own transaction takes. */
    void ackFailure() {
        send("ACK", inviteBranch, "", "");
    }

    void bye() {
        bye("");
    }

    void bye(String headers) {
        cseq++;
        send("BYE", "z9hG4bKb" + ++branches, headers, "");
    }

    String callId() {
        return callId;
    }

    /** A request in the dialog. */
    SipRequest inside(String method, String headers, String body) {
        cseq++;
        return send(method, "z9hG4bKd" + ++branches, headers, body);
    }

    /** Acknowledges a reliable provisional response; the dialog it made becomes this peer's. */
    void prack(SipResponse provisional, String sdp) {
        peerTag = provisional.to().tag().orElseThrow().toString();
        String number = provisional.header(HeaderName.RSEQ).orElseThrow().toString();
        inside("PRACK", "RAck: " + number + " " + provisional.cseq().number() + " INVITE\n", sdp);
    }

    /** Takes the dialog that a response of the box has made. */
    void join(SipResponse response) {
        peerTag = response.to().tag().orElseThrow().toString();
    }

    /** Takes the dialog that a request of the box makes, if it is accepted. */
    void take(SipRequest request) {
        joinAs(name, request);
    }

    private void joinAs(String tag, SipRequest request) {
        callId = request.callId().toString();
        ourTag = tag;
        peerTag = request.from().tag().orElseThrow().toString();
        us = "<" + request.to().uri().text() + ">";
        them = "<" + request.from().uri().text() + ">";
    }

    void answer(SipRequest request, int status, String sdp) {
        answerAs(name, request, status, sdp, "");
    }

    void answer(SipRequest request, int status, String sdp, String headers) {
        answerAs(name, request, status, sdp, headers);
    }

    void answerAs(String tag, SipRequest request, int status, String sdp) {
        answerAs(tag, request, status, sdp, "");
    }

    /** Answers a request of the box; an answered INVITE makes this peer's dialog. */
    void answerAs(String tag, SipRequest request, int status, String sdp, String headers) {
        if (request.method().name().contentEquals("INVITE") && request.to().tag().isEmpty()) {
            joinAs(tag, request);
        }
        String contact =
                headers.contains("Contact: ")
                        ? ""
                        : "Contact: <sip:" + name + "@" + address() + ">\n";
        boolean typed = sdp.isEmpty() || headers.contains("Content-Type");
        String type = typed ? "" : "Content-Type: application/sdp\n";
        SipResponse response =
                Messages.answer(
                        request,
                        status,
                        tag,
                        contact + headers + Secrets.of(flow) + type + "\n" + sdp);
        leave(response);
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

    /** The status of the next message, which must be a response. */
    int status() {
        return flow.take() instanceof SipResponse response ? response.status() : -1;
    }

    SipMessage last() {
        SipMessage last = flow.take();
        while (!flow.idle()) {
            last = flow.take();
        }
        return last;
    }

    boolean idle() {
        return flow.idle();
    }

    void send(SipRequest request) {
        leave(request);
    }

    /** Keeps what is sent from now on on the way, until it arrives. */
    void hold() {
        holding = true;
    }

    /**
     * What is on the way arrives, and what is sent later arrives at once.
     *
     * @param swapped the message that is overtaken by the one after it; -1 for none
     * @return how many there were
     */
    int arrive(int swapped) {
        holding = false;
        List<SipMessage> arriving = new ArrayList<>(onTheWay);
        onTheWay.clear();
        if (swapped >= 0) {
            Collections.swap(arriving, swapped, swapped + 1);
        }
        arriving.forEach(this::leave);
        return arriving.size();
    }

    private void leave(SipMessage message) {
        if (holding) {
            onTheWay.add(message);
        } else {
            border.layer.received(message, flow, border.time.nowNanos());
        }
    }

    private SipRequest send(String method, String branch, String headers, String sdp) {
        boolean limited = headers.startsWith("Max-Forwards");
        boolean typed = headers.contains("Content-Type");
        SipRequest request =
                Messages.request(
                        method
                                + " sip:123@"
                                + box()
                                + " SIP/2.0\nVia: SIP/2.0/UDP "
                                + address()
                                + ";branch="
                                + branch
                                + '\n'
                                + (limited ? "" : "Max-Forwards: 70\n")
                                + "From: "
                                + us
                                + ";tag="
                                + ourTag
                                + "\nTo: "
                                + them
                                + (peerTag.isEmpty() ? "" : ";tag=" + peerTag)
                                + "\nCall-ID: "
                                + callId
                                + "\nCSeq: "
                                + cseq
                                + ' '
                                + method
                                + '\n'
                                + (headers.contains("Contact: ")
                                        ? ""
                                        : "Contact: <sip:" + name + "@" + address() + ">\n")
                                + secrets(headers)
                                + headers
                                + (sdp.isEmpty() || typed ? "" : "Content-Type: application/sdp\n")
                                + "Content-Length: "
                                + sdp.replace("\n", "\r\n").length()
                                + "\n\n"
                                + sdp);
        send(request);
        return request;
    }

    /** Those of its side, but for the one that a test writes itself. */
    private String secrets(String headers) {
        String secrets = Secrets.of(flow);
        if (!headers.contains("Referred-By: ")) {
            return secrets;
        }
        int from = secrets.indexOf("Referred-By: ");
        return secrets.substring(0, from) + secrets.substring(secrets.indexOf('\n', from) + 1);
    }

    /** The box as this peer knows it. */
    private String box() {
        return flow.listenPoint().advertised().getHostString();
    }

    private String host() {
        return flow.realm().name().equals("outside") ? "carrier.example" : "pbx.example";
    }

    String address() {
        return flow.remote().getHostString() + ":" + flow.remote().getPort();
    }

    private static AssertionError unexpected(String what, SipMessage message) {
        return new AssertionError("expected " + what + ", got " + message);
    }
}
