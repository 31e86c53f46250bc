package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.portcullis.core.message.CSeq;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Mutator;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.socket.TestInbound;

/**
 * A user agent that says something fitting to one of the messages it got of late, on time or not,
 * and often damaged on the way.
 */
final class DamagedPeer {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n";
    private static final String[] METHODS = {
        "ACK", "BYE", "INVITE", "UPDATE", "PRACK", "INFO", "OPTIONS", "NOTIFY", "REFER", "MESSAGE"
    };
    private static final int[] STATUSES = {
        100, 180, 183, 200, 200, 200, 202, 302, 401, 404, 408, 481, 486, 487, 491, 500, 503, 603
    };
    private static final int REMEMBERED = 8;
    private static final List<HeaderName> NEEDED =
            List.of(
                    HeaderName.VIA,
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ);

    final TestFlow flow;
    private final TestInbound inbound;
    private final SplittableRandom random;
    private final Mutator mutator;
    private final SipMessage[] heard = new SipMessage[REMEMBERED];
    private int heardCount;
    private int serial;
    int damaged;

    DamagedPeer(TestFlow flow, TestInbound inbound, SplittableRandom random) {
        this.flow = flow;
        this.inbound = inbound;
        this.random = random;
        this.mutator = new Mutator(random);
    }

    /** Takes what the box sent; what has not every header answers a request that had not. */
    void listen() {
        while (!flow.idle()) {
            SipMessage message = flow.take();
            if (NEEDED.stream().allMatch(name -> sound(message, name))) {
                heard[heardCount++ % REMEMBERED] = message;
            }
        }
    }

    private static boolean sound(SipMessage message, HeaderName name) {
        Optional<AsciiString> value = message.header(name);
        boolean address = name.equals(HeaderName.FROM) || name.equals(HeaderName.TO);
        return address
                ? value.flatMap(NameAddr::parse).isPresent()
                : name.equals(HeaderName.CSEQ)
                        ? value.flatMap(CSeq::parse).isPresent()
                        : value.isPresent();
    }

    /** Begins something of its own. */
    void begin(String method) {
        String me = flow.remote().getHostString() + '-' + ++serial;
        String body = random.nextInt(4) == 0 ? "" : SDP;
        say(
                method
                        + " sip:123@192.0.2.1 SIP/2.0\r\n"
                        + via()
                        + "From: <sip:a@b>;tag="
                        + me
                        + "\r\nTo: <sip:123@192.0.2.1>\r\nCall-ID: "
                        + me
                        + "\r\nCSeq: 1 "
                        + method
                        + "\r\n"
                        + rest(body));
    }

    /** Says something to a message it has heard; begins a call if there is none. */
    void react() {
        boolean newest = heardCount > 0 && random.nextBoolean();
        SipMessage message =
                heard[(newest ? heardCount - 1 : random.nextInt(REMEMBERED)) % REMEMBERED];
        switch (message) {
            case null -> begin("INVITE");
            case SipRequest request -> {
                if (random.nextInt(5) == 0) {
                    request(
                            request.header(HeaderName.TO).orElseThrow() + tag(request),
                            request.header(HeaderName.FROM).orElseThrow().toString(),
                            request);
                } else {
                    answer(request);
                }
            }
            case SipResponse response -> {
                if (response.status() < 200 && random.nextInt(4) == 0) {
                    sameHop("CANCEL", response);
                } else if (response.status() >= 300) {
                    sameHop("ACK", response);
                } else {
                    request(
                            response.header(HeaderName.FROM).orElseThrow().toString(),
                            response.header(HeaderName.TO).orElseThrow().toString(),
                            response);
                }
            }
        }
    }

    /** Sends bytes, damaged or not. */
    void say(byte[] bytes) {
        if (random.nextInt(3) > 0) {
            damaged++;
            inbound.receive(mutator.mutate(bytes), random.nextInt(16) == 0);
        }
        if (random.nextInt(3) > 0) {
            inbound.receive(bytes.clone(), false);
        }
    }

    private void say(String text) {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(SipRequest request) {
        int status = STATUSES[random.nextInt(STATUSES.length)];
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
        for (HeaderName name : new HeaderName[] {HeaderName.VIA, HeaderName.FROM, HeaderName.TO}) {
            text.append(name).append(": ").append(request.header(name).orElseThrow());
            text.append(name.equals(HeaderName.TO) ? tag(request) : "").append("\r\n");
        }
        text.append("Call-ID: ").append(request.callId()).append("\r\nCSeq: ");
        text.append(request.header(HeaderName.CSEQ).orElseThrow()).append("\r\n");
        text.append("Require: 100rel\r\nRSeq: 1\r\n".repeat(random.nextInt(8) == 0 ? 1 : 0));
        say(text + rest(random.nextInt(3) == 0 ? "" : SDP));
    }

    /** A request in the dialog of a message, or near it. */
    private void request(String from, String to, SipMessage of) {
        String method = METHODS[random.nextInt(METHODS.length)];
        long cseq = of.cseq().number() + (method.equals("ACK") ? 0 : random.nextInt(4));
        say(
                method
                        + " sip:192.0.2.1 SIP/2.0\r\n"
                        + via()
                        + "From: "
                        + from
                        + "\r\nTo: "
                        + to
                        + "\r\nCall-ID: "
                        + of.callId()
                        + "\r\nCSeq: "
                        + cseq
                        + ' '
                        + method
                        + "\r\n"
                        + rest(random.nextInt(2) == 0 ? "" : SDP));
    }

    private void sameHop(String method, SipResponse response) {
        say(
                method
                        + " sip:123@192.0.2.1 SIP/2.0\r\nVia: "
                        + response.topVia().text()
                        + "\r\nFrom: "
                        + response.header(HeaderName.FROM).orElseThrow()
                        + "\r\nTo: "
                        + response.header(HeaderName.TO).orElseThrow()
                        + "\r\nCall-ID: "
                        + response.callId()
                        + "\r\nCSeq: "
                        + response.cseq().number()
                        + ' '
                        + method
                        + "\r\n"
                        + rest(""));
    }

    private String via() {
        String address = flow.remote().getHostString() + ':' + flow.remote().getPort();
        return "Via: SIP/2.0/UDP " + address + ";branch=z9hG4bK-" + ++serial + ";rport\r\n";
    }

    /** The tag to add to To: mostly the same. */
    private String tag(SipRequest request) {
        boolean other = random.nextInt(6) == 0;
        return request.to().tag().isPresent() ? "" : ";tag=t" + (other ? random.nextInt(3) : 0);
    }

    private String rest(String body) {
        String contact = "Contact: <sip:" + flow.remote().getHostString() + ":5060>\r\n";
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return contact + type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
