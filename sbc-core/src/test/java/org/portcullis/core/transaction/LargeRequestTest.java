package org.portcullis.core.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.Trust;

/** RFC 3261 18.1.1. */
class LargeRequestTest implements ClientUser {
    private final TestLoop time = new TestLoop(1);
    private final TransactionLayer layer =
            new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
    private final TestFlow stream = flow("tcp:192.0.2.1:5070");
    private final TestFlow datagram = flow("udp:192.0.2.1:5060").withStream(stream);
    private final List<String> told = new ArrayList<>();

    @Test
    void shouldGoOverAStream() {
        SipRequest request = request(1301);
        InviteClientTransaction invite = layer.invite(request, datagram, this, 0);
        SipRequest sent = (SipRequest) stream.take();
        assertTrue(datagram.idle());
        assertEquals(
                "SIP/2.0/TCP 192.0.2.1:5070;rport;alias;branch=z9hG4bKlarge",
                sent.header(HeaderName.VIA).orElseThrow().toString());
        assertEquals(
                List.of("SIP/2.0/UDP far.example;branch=z9hG4bKother"),
                sent.values(HeaderName.VIA).subList(1, 2).stream().map(Object::toString).toList());
        assertEquals(request.body(), sent.body());
        assertEquals(Optional.of("application/sdp"), sent.contentType().map(Object::toString));
        assertEquals(request.headerCount() + 1, sent.headerCount(), "Content-Length is new");
        time.pass(20_000);
        assertTrue(stream.idle(), "nothing is sent twice over a stream");
        invite.cancel(Optional.empty(), time.loop().nowNanos());
        answer(sent, 180);
        SipRequest cancel = (SipRequest) stream.take();
        assertEquals(Method.CANCEL, cancel.method());
        assertEquals(sent.topVia().toString(), cancel.topVia().toString());
        answer(sent, 487);
        assertEquals(Method.ACK, ((SipRequest) stream.take()).method());
        assertEquals(List.of("180", "487"), told);
        assertTrue(datagram.idle());
    }

    @Test
    void shouldGoOverUdpWhereItFits() {
        layer.invite(request(1300), datagram, this, 0);
        datagram.take();
        assertTrue(stream.idle());
    }

    @Test
    void shouldFallBackWhereNoConnectionComesAbout() {
        InviteClientTransaction invite = layer.invite(request(1301), datagram, this, 0);
        stream.take();
        stream.failTwice();
        SipRequest again = (SipRequest) datagram.take();
        assertEquals("UDP", again.topVia().protocol().toString());
        assertEquals(List.of(), told, "the user hears nothing of it");
        time.pass(600);
        assertEquals("UDP", ((SipRequest) datagram.take()).topVia().protocol().toString());
        invite.cancel(Optional.empty(), time.loop().nowNanos());
        answer(again, 180);
        assertEquals(Method.CANCEL, ((SipRequest) datagram.take()).method());
        layer.invite(request(1301), datagram, this, 0);
        datagram.take();
        assertTrue(stream.idle(), "it is not tried again at once");
    }

    @Test
    void shouldNotFallBackOnceThePeerHasAnswered() {
        layer.invite(request(1301), datagram, this, 0);
        answer((SipRequest) stream.take(), 180);
        stream.fail();
        assertTrue(datagram.idle());
        assertEquals(List.of("180", "failed 503"), told);
        assertEquals(0, layer.size());
    }

    private void answer(SipRequest request, int status) {
        layer.received(
                Messages.answer(request, status, "far", ""), datagram, time.loop().nowNanos());
    }

    private static SipRequest request(int length) {
        String head =
                """
                INVITE sip:far.example SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKlarge
                Via: SIP/2.0/UDP far.example;branch=z9hG4bKother
                From: <sip:a@192.0.2.1>;tag=1
                To: <sip:b@far.example>
                Call-ID: large
                CSeq: 1 INVITE
                Max-Forwards: 70
                X-Unknown: kept
                Content-Type: application/sdp
                """;
        int without = Messages.request(head + "\n").length();
        return Messages.request(head + "\n" + "x".repeat(length - without));
    }

    private static TestFlow flow(String listen) {
        return new TestFlow("outside", Trust.UNTRUSTED, listen, "198.51.100.1:5060");
    }

    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        told.add("" + response.status());
    }

    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        told.add("failed " + status);
    }
}
