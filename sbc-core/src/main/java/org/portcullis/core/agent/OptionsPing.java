package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.Renewal;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** Asks a peer, with OPTIONS mostly, whether it is there (RFC 3261 11). Owned by one loop. */
public final class OptionsPing {
    private final TransactionLayer layer;
    private final Outbound outbound;
    private final LocalName.Table names = new LocalName.Table();

    /**
     * What a question looks like, where it is not OPTIONS from us to them.
     *
     * @param from who asks; we by our own address where it is empty
     * @param requestUri who is asked; the destination by its own URI where it is empty
     */
    public record Form(Method method, Optional<SipUri> from, Optional<SipUri> requestUri) {}

    public OptionsPing(TransactionLayer layer, Outbound outbound) {
        this.layer = layer;
        this.outbound = outbound;
    }

    /**
     * Sends one. Called on the loop.
     *
     * @param peer whom it goes to
     * @param uri of the destination
     * @param status gets the final response's code, 408 when none came within {@code timeout}, 503
     *     when the transport failed; once
     */
    public void send(
            Origin peer,
            Realm realm,
            Target target,
            SipUri uri,
            Form form,
            Duration timeout,
            IntConsumer status) {
        long nowNanos = layer.loop().nowNanos();
        Flow flow = outbound.flowTo(realm, target);
        Asked asked = new Asked(status);
        SipRequest request = request(flow, uri, form);
        Renewal renewal = Renewal.alone(peer, request, layer.loop().ids());
        asked.transaction = layer.send(request, flow, asked, renewal, nowNanos);
        layer.loop().timers().schedule(asked.timeout, nowNanos + timeout.toNanos());
    }

    private SipRequest request(Flow flow, SipUri uri, Form form) {
        LocalName us = names.of(flow.listenPoint());
        AsciiString text =
                form.requestUri()
                        .map(SipUri::text)
                        .orElseGet(() -> uri.withUser(AsciiString.EMPTY_STRING));
        MessageWriter writer = layer.writer();
        writer.request(form.method(), text);
        writer.begin(HeaderName.VIA).append(us.via()).append(layer.loop().ids().branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, 70);
        writer.begin(HeaderName.FROM).append('<');
        if (form.from().isPresent()) {
            writer.append(form.from().get().text());
        } else {
            writer.append("sip:").append(us.hostPort());
        }
        writer.append(">;tag=").append(layer.loop().ids().tag()).end();
        writer.begin(HeaderName.TO).append('<').append(text).append('>').end();
        writer.header(HeaderName.CALL_ID, layer.loop().ids().callId());
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(form.method().name()).end();
        writer.header(HeaderName.CONTACT, us.contact());
        writer.header(HeaderName.ACCEPT, Answers.SDP);
        return writer.toRequest();
    }

    /** One question and the wait for its answer. */
    private final class Asked implements ClientUser {
        private final IntConsumer status;
        private final Timer timeout =
                new Timer() {
                    @Override
                    protected void expired(long nowNanos) {
                        if (transaction != null) {
                            transaction.abandon();
                        }
                        status.accept(408);
                    }
                };
        private @Nullable ClientTransaction transaction;

        Asked(IntConsumer status) {
            this.status = status;
        }

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                tell(response.status());
            }
        }

        @Override
        public void failed(ClientTransaction asked, int code, long nowNanos) {
            tell(code);
        }

        private void tell(int code) {
            layer.loop().timers().cancel(timeout);
            status.accept(code);
        }
    }
}
