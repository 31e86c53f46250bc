package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** Sends short texts of the box's own with MESSAGE (RFC 3428). Owned by one loop. */
public final class TextMessages {
    private static final AsciiString TEXT = AsciiString.cached("text/plain;charset=UTF-8");

    private final TransactionLayer layer;
    private final Outbound outbound;
    private final LocalName.Table names = new LocalName.Table();

    public TextMessages(TransactionLayer layer, Outbound outbound) {
        this.layer = layer;
        this.outbound = outbound;
    }

    /**
     * Sends one. Called on the loop.
     *
     * @param status gets the final response's code, 408 when none came, 503 when the transport
     *     failed; once
     */
    public void send(Realm realm, Target target, SipUri uri, String text, IntConsumer status) {
        Flow flow = outbound.flowTo(realm, target);
        layer.send(request(flow, uri, text), flow, new Sent(status), layer.loop().nowNanos());
    }

    private SipRequest request(Flow flow, SipUri uri, String text) {
        LocalName us = names.of(flow.listenPoint());
        MessageWriter writer = layer.writer();
        writer.request(Method.MESSAGE, uri.text());
        writer.begin(HeaderName.VIA).append(us.via()).append(layer.loop().ids().branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, 70);
        writer.begin(HeaderName.FROM).append("<sip:").append(us.hostPort()).append(">;tag=");
        writer.append(layer.loop().ids().tag()).end();
        writer.begin(HeaderName.TO).append('<').append(uri.text()).append('>').end();
        writer.header(HeaderName.CALL_ID, layer.loop().ids().callId());
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(Method.MESSAGE.name()).end();
        writer.body(TEXT, new AsciiString(text.getBytes(StandardCharsets.UTF_8), false));
        return writer.toRequest();
    }

    private record Sent(IntConsumer status) implements ClientUser {
        @Override
        public void response(ClientTransaction sent, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                status.accept(response.status());
            }
        }

        @Override
        public void failed(ClientTransaction sent, int code, long nowNanos) {
            status.accept(code);
        }
    }
}
