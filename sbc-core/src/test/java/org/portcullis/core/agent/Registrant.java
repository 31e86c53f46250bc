package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Trust;

/** A phone that registers as 100, played by a test. */
final class Registrant {
    final TestFlow flow;
    String user = "100";
    String callId = "phone-call@192.168.7.7";
    String from = "\"Alice\" <sip:100@sbc.example>";
    long cseq;
    private final RelayBorder border;
    private int branches;

    Registrant(RelayBorder border, String transport, String remote) {
        this(border, outside(transport, remote));
    }

    Registrant(RelayBorder border, TestFlow flow) {
        this.border = border;
        this.flow = flow;
    }

    private static TestFlow outside(String transport, String remote) {
        return new TestFlow("outside", Trust.UNTRUSTED, transport + ":192.0.2.1:5060", remote);
    }

    /** The same phone over another connection. */
    Registrant over(String transport, String remote) {
        Registrant same = new Registrant(border, transport, remote);
        same.callId = callId;
        same.cseq = cseq;
        same.branches = branches;
        return same;
    }

    /** Sends a REGISTER with these headers. */
    SipRequest register(String headers) {
        SipRequest register =
                Messages.request(
                        "REGISTER sip:sbc.example SIP/2.0\n"
                                + ("Via: SIP/2.0/" + flow.protocol().viaName())
                                + (" 192.168.7.7:5066;rport;branch=z9hG4bKphone" + ++branches)
                                + flow.remote().getPort()
                                + '\n'
                                + ("From: " + from + ";tag=phone-tag\n")
                                + ("To: <sip:" + user + "@sbc.example>\n")
                                + ("Call-ID: " + callId + '\n')
                                + ("CSeq: " + ++cseq + " REGISTER\n")
                                + "User-Agent: SecretPhone 3\n"
                                + headers
                                + "Content-Length: 0\n\n");
        send(register);
        return register;
    }

    void send(SipRequest request) {
        border.layer.received(request, flow, border.time.nowNanos());
    }

    SipResponse response(int status) {
        SipResponse response = (SipResponse) flow.take();
        assertEquals(status, response.status(), response.toString());
        return response;
    }

    /** A request of the box. */
    SipRequest request(String method) {
        SipRequest request = (SipRequest) flow.take();
        assertEquals(method, request.method().name().toString());
        return request;
    }

    void answer(SipRequest request, int status) {
        border.layer.received(
                Messages.answer(request, status, "phone-to", ""), flow, border.time.nowNanos());
    }
}
