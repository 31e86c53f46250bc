package org.portcullis.appliance.demo;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The caller of the demonstration: one call with a second of RTP, then BYE. Blocking, on a virtual
 * thread of its own.
 */
final class DemoCaller {
    private static final AsciiString SDP = AsciiString.cached("application/sdp");
    private static final int PACKETS = 50;
    private static final long PACKET_MILLIS = 20;
    private static final Duration T1 = Duration.ofMillis(500);
    private static final int TRIES = 8;

    private final InetSocketAddress box;
    private final DemoCall call;
    private final MessageWriter writer = new MessageWriter();
    private String to;
    private String target;
    private int cseq;

    DemoCaller(InetSocketAddress box, DemoCall call) {
        this.box = box;
        this.call = call;
        this.target = "sip:" + call.number() + "@" + address(box);
        this.to = "<" + target + ">";
    }

    void run() {
        try (SipSocket socket = new SipSocket()) {
            call.finished(place(socket));
        } catch (IOException e) {
            call.finished(Optional.of(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.finished(Optional.of("interrupted"));
        }
    }

    private Optional<String> place(SipSocket socket) throws IOException, InterruptedException {
        long beganNanos = System.nanoTime();
        String offer = call.callerMedia().sdp();
        Optional<SipResponse> answered = exchange(socket, request(socket, Method.INVITE, offer));
        if (answered.isEmpty() || answered.get().status() != 200) {
            return Optional.of(
                    answered.map(r -> "INVITE: " + r.status()).orElse("INVITE: silence"));
        }
        SipResponse ok = answered.get();
        call.answeredAfter((System.nanoTime() - beganNanos) / 1_000);
        to = ok.header(HeaderName.TO).map(AsciiString::toString).orElse(to);
        target =
                ok.contacts().isEmpty() ? target : ok.contacts().getFirst().uri().text().toString();
        send(socket, request(socket, Method.ACK, ""));
        Optional<InetSocketAddress> media = RtpPeer.address(ok.body().toString());
        if (media.isEmpty()) {
            return Optional.of("200 without an audio address");
        }
        talk(media.get());
        Optional<SipResponse> ended = exchange(socket, request(socket, Method.BYE, ""));
        if (ended.isEmpty() || ended.get().status() != 200) {
            return Optional.of(ended.map(r -> "BYE: " + r.status()).orElse("BYE: silence"));
        }
        boolean bothWays =
                call.pbxMedia().received() == PACKETS && call.callerMedia().received() == PACKETS;
        return bothWays ? Optional.empty() : Optional.of("RTP lost");
    }

    private void talk(InetSocketAddress media) throws IOException, InterruptedException {
        RtpPeer rtp = call.callerMedia();
        Thread.ofVirtual().start(() -> rtp.listen(false));
        for (int i = 0; i < PACKETS; i++) {
            rtp.send(media);
            Thread.sleep(PACKET_MILLIS);
        }
        for (int waited = 0; waited < PACKETS && rtp.received() < PACKETS; waited++) {
            Thread.sleep(PACKET_MILLIS);
        }
    }

    /** Sends a request, again and again while nothing is heard, and gives its final response. */
    private Optional<SipResponse> exchange(SipSocket socket, SipRequest request)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            send(socket, request);
            Optional<SipSocket.Received> received = receive(socket, T1);
            while (received.isPresent()) {
                if (received.get().message() instanceof SipResponse response
                        && response.cseq().equals(request.cseq())
                        && response.status() >= 200) {
                    return Optional.of(response);
                }
                received = receive(socket, T1.multipliedBy(TRIES));
            }
        }
        return Optional.empty();
    }

    private void send(SipSocket socket, SipRequest request) throws IOException {
        call.ladder().sent(Ladder.End.CALLER, request);
        socket.send(request, box);
    }

    private Optional<SipSocket.Received> receive(SipSocket socket, Duration wait)
            throws IOException {
        Optional<SipSocket.Received> received = socket.receive(wait);
        received.ifPresent(r -> call.ladder().received(Ladder.End.CALLER, r.message()));
        return received;
    }

    private SipRequest request(SipSocket socket, Method method, String sdp) {
        if (!method.equals(Method.ACK)) {
            cseq++;
        }
        String us = "127.0.0.1:" + socket.port();
        writer.request(method, AsciiString.of(target));
        writer.header(
                HeaderName.VIA,
                "SIP/2.0/UDP " + us + ";rport;branch=z9hG4bK-" + method + "-" + call.number());
        writer.header(HeaderName.MAX_FORWARDS, 70);
        writer.header(HeaderName.FROM, "\"Demo\" <sip:+49301234@" + us + ">;tag=demo");
        writer.header(HeaderName.TO, to);
        writer.header(HeaderName.CALL_ID, "demo-" + call.number() + "@" + us);
        writer.header(HeaderName.CSEQ, cseq + " " + method);
        writer.header(HeaderName.CONTACT, "<sip:+49301234@" + us + ">");
        if (!sdp.isEmpty()) {
            writer.body(SDP, AsciiString.of(sdp));
        }
        return writer.toRequest();
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
