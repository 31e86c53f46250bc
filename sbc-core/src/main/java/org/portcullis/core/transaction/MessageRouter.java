package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.MessageReceiver;

/**
 * Brings each message from the loop that read it to the loop that owns it, without a shared table:
 * a response names its owner in our branch, a request inside a dialog in our tag, one to a
 * registered phone in the token it is known by; a REGISTER hashes its address-of-record, whose
 * bindings are one loop's, and any other request its Call-ID.
 */
public final class MessageRouter implements MessageReceiver {
    private final List<TransactionLayer> layers;
    private final SipLoop reader;

    /**
     * @param layers the transaction layer of every loop, in order of index
     * @param reader the loop this router's messages are read on
     */
    public MessageRouter(List<TransactionLayer> layers, SipLoop reader) {
        this.layers = List.copyOf(layers);
        this.reader = reader;
    }

    /** A message on its way to its owner. No lambda: those are slow to make at every message. */
    private record Delivery(TransactionLayer layer, SipMessage message, Flow flow)
            implements Runnable {
        @Override
        public void run() {
            layer.received(message, flow, layer.loop().nowNanos());
        }
    }

    @Override
    public void received(SipMessage message, Flow flow, long nowNanos) {
        TransactionLayer layer = layers.get(owner(message));
        if (layer.loop() == reader) {
            try {
                layer.received(message, flow, nowNanos);
            } catch (RuntimeException e) {
                reader.bugs().report("message", e);
            }
        } else {
            layer.loop().post(new Delivery(layer, message, flow));
        }
    }

    private int owner(SipMessage message) {
        int loops = layers.size();
        if (loops == 1) {
            return 0;
        }
        int named =
                switch (message) {
                    case SipResponse response ->
                            Identifiers.ownerOfBranch(response.topVia().branch(), loops);
                    case SipRequest request -> named(request, loops);
                };
        return named >= 0 ? named : ownerByHash(message.callId(), loops);
    }

    private static int named(SipRequest request, int loops) {
        int ofDialog =
                Identifiers.owner(request.to().tag().orElse(AsciiString.EMPTY_STRING), loops);
        if (ofDialog >= 0) {
            return ofDialog;
        }
        if (request.method().equals(Method.REGISTER)) {
            return ownerByHash(request.to().uri().user(), loops);
        }
        return Identifiers.ownerOfFlowToken(request.requestUri().user(), loops);
    }

    /** Spreads texts, whose own hash has few good low bits, over the loops. */
    private static int ownerByHash(AsciiString text, int loops) {
        int mixed = text.hashCode() * 0x9E3779B9;
        return Integer.remainderUnsigned(mixed >>> 7, loops);
    }
}
