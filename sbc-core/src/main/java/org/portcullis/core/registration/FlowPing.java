package org.portcullis.core.registration;

import org.portcullis.core.border.Hop;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * Sends OPTIONS to registered phones. The answer comes out of the phone's network, which is what
 * keeps a NAT's mapping (RFC 4787 4.3); what it says does not matter. Owned by one loop.
 */
final class FlowPing implements ClientUser {
    private final TransactionLayer layer;
    private final LocalName.Table names = new LocalName.Table();

    FlowPing(TransactionLayer layer) {
        this.layer = layer;
    }

    void send(Binding binding, long nowNanos) {
        binding.ping = layer.send(request(binding), binding.flow(), this, nowNanos);
    }

    /** Waits for no answer any more; false if nothing was asked. */
    boolean abandon(Binding binding) {
        ClientTransaction ping = binding.ping;
        binding.ping = null;
        if (ping != null) {
            ping.abandon();
        }
        return ping != null;
    }

    private SipRequest request(Binding binding) {
        LocalName us = names.of(binding.flow().listenPoint());
        Hop hop = binding.hop();
        MessageWriter writer = layer.writer();
        writer.request(Method.OPTIONS, hop.uri().text());
        writer.begin(HeaderName.VIA).append(us.via()).append(layer.loop().ids().branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, 70);
        hop.writeRoutes(writer);
        writer.begin(HeaderName.FROM).append("<sip:").append(us.hostPort()).append(">;tag=");
        writer.append(layer.loop().ids().tag()).end();
        writer.begin(HeaderName.TO).append('<').append(hop.uri().text()).append('>').end();
        writer.header(HeaderName.CALL_ID, layer.loop().ids().callId());
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(Method.OPTIONS.name()).end();
        writer.header(HeaderName.CONTACT, us.contact());
        return writer.toRequest();
    }

    @Override
    public void response(ClientTransaction asked, SipResponse response, long nowNanos) {}

    @Override
    public void failed(ClientTransaction asked, int status, long nowNanos) {}
}
