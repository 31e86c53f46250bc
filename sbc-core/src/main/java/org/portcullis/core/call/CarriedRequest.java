package org.portcullis.core.call;

import java.util.Set;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.topology.SubscriptionState;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * A request inside a call's dialog that is the peers' own business, such as INFO, MESSAGE, NOTIFY
 * or one of an unknown method: it goes to the other leg, and the answer comes back. Owned by the
 * call's loop.
 */
final class CarriedRequest implements ClientUser {
    /** Headers that give the methods their meaning and name no place. */
    private static final Set<HeaderName> CARRIED =
            Set.of(
                    HeaderName.EXPIRES,
                    HeaderName.MIN_EXPIRES,
                    HeaderName.ALLOW_EVENTS,
                    HeaderName.ACCEPT,
                    HeaderName.INFO_PACKAGE,
                    HeaderName.RECV_INFO,
                    HeaderName.REFER_SUB,
                    HeaderName.RETRY_AFTER,
                    HeaderName.CONTENT_DISPOSITION);

    private final CallContext context;
    private final Leg from;
    private final Leg to;
    private final ServerTransaction request;

    CarriedRequest(CallContext context, Leg from, Leg to, ServerTransaction request) {
        this.context = context;
        this.from = from;
        this.to = to;
        this.request = request;
    }

    void start(long nowNanos) {
        SipRequest incoming = request.request();
        CrossedBody body = context.bodies().carry(incoming, to.localName().hostPort());
        if (body instanceof CrossedBody.Refused(int status, String why)) {
            Answers.warn(
                    context.layer(), request, status, from.localName().hostPort(), why, nowNanos);
            return;
        }
        MessageWriter writer = to.begin(incoming.method());
        headers(incoming, from, to, body, writer);
        if (incoming.method().equals(Method.REFER)) {
            Referral.hidden(incoming, to, writer);
        }
        to.send(writer, this, nowNanos);
    }

    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        int status = response.status();
        if (status < 200) {
            return; // RFC 4320 4.1: nothing provisional is to be sent for it
        }
        CrossedBody body = context.bodies().carry(response, from.localName().hostPort());
        MessageWriter writer = from.reply(request, Crossing.status(status));
        headers(response, to, from, body, writer);
        from.respond(request, writer, nowNanos);
    }

    /** RFC 4320 4.2: after a timeout there is nobody left to hear a 408. */
    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        if (status == 408) {
            request.abandon();
        } else {
            Answers.send(context.layer(), request, status, nowNanos);
        }
    }

    private static void headers(
            SipMessage message, Leg source, Leg target, CrossedBody body, MessageWriter writer) {
        for (int i = 0; i < message.headerCount(); i++) {
            if (CARRIED.contains(message.headerName(i))) {
                writer.copy(message, i);
            }
        }
        EventPackage.of(message).ifPresent(event -> event.writeAcross(writer));
        if (message.has(HeaderName.SUBSCRIPTION_STATE)) {
            SubscriptionState.of(message).write(writer);
        }
        source.profile()
                .toward(target.profile())
                .headers(message, target.localName().hostPort(), writer);
        if (body instanceof CrossedBody.Carried carried) {
            carried.write(writer);
        }
    }
}
