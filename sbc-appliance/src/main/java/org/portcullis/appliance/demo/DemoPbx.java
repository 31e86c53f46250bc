package org.portcullis.appliance.demo;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;

/**
 * A test PBX of the demonstration: rings, answers every call and sends back what it hears. Runs on
 * a virtual thread.
 */
final class DemoPbx implements AutoCloseable {
    private static final AsciiString SDP = AsciiString.cached("application/sdp");
    private static final AsciiString TAG = AsciiString.cached("pbx");
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String name;
    private final SipSocket socket;
    private final Map<String, DemoCall> expected;
    private final Map<AsciiString, Answered> calls = new HashMap<>();
    private final MessageWriter writer = new MessageWriter();
    private volatile boolean closed;

    private record Answered(SipResponse response, RtpPeer media, Optional<DemoCall> call) {}

    /**
     * @param expected the demonstration's own calls by the number they dial; any other call is a
     *     visitor's
     */
    DemoPbx(String name, Map<String, DemoCall> expected) throws IOException {
        this.name = name;
        this.socket = new SipSocket();
        this.expected = expected;
    }

    int port() {
        return socket.port();
    }

    void run() {
        while (!closed) {
            try {
                Optional<SipSocket.Received> received = socket.receive(POLL);
                if (received.isPresent()
                        && received.get().message() instanceof SipRequest request) {
                    take(request, received.get().source());
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(name, e);
                }
            }
        }
    }

    private void take(SipRequest request, InetSocketAddress source) throws IOException {
        Method method = request.method();
        Answered known = calls.get(request.callId());
        Optional<DemoCall> call =
                known == null ? Optional.ofNullable(expected.get(number(request))) : known.call();
        call.ifPresent(c -> c.ladder().received(Ladder.End.PBX, request));
        if (method.equals(Method.INVITE)) {
            send(known == null ? answer(request, call, source) : known.response(), call, source);
        } else if (method.equals(Method.BYE)) {
            send(begin(request, 200, source).toResponse(), call, source);
            if (known != null) {
                calls.remove(request.callId());
                known.media().close();
            }
        } else if (!method.equals(Method.ACK)) {
            send(begin(request, 200, source).toResponse(), call, source);
        }
    }

    private SipResponse answer(SipRequest invite, Optional<DemoCall> call, InetSocketAddress source)
            throws IOException {
        send(begin(invite, 180, source).toResponse(), call, source);
        RtpPeer media = call.isPresent() ? call.get().pbxMedia() : new RtpPeer(port());
        Thread.ofVirtual().start(() -> media.listen(true));
        call.ifPresent(c -> c.takenBy(name));
        MessageWriter ok = begin(invite, 200, source);
        ok.header(HeaderName.CONTACT, "<sip:" + name + "@127.0.0.1:" + port() + ">");
        SipResponse response = ok.body(SDP, AsciiString.of(media.sdp())).toResponse();
        calls.put(invite.callId(), new Answered(response, media, call));
        return response;
    }

    private MessageWriter begin(SipRequest request, int status, InetSocketAddress source) {
        return StatelessReply.begin(
                writer, ReplyHeaders.of(request), status, ReasonPhrases.of(status), TAG, source);
    }

    private void send(SipResponse response, Optional<DemoCall> call, InetSocketAddress to)
            throws IOException {
        call.ifPresent(c -> c.ladder().sent(Ladder.End.PBX, response));
        socket.send(response, to);
    }

    private static String number(SipRequest request) {
        return request.requestUri() instanceof SipUri uri ? uri.user().toString() : "";
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
