package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.topology.Seconds;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.Renewal;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * Registers the box itself with a peer (RFC 3261 10.2), showing credentials where the peer asks.
 * Owned by one loop.
 */
public final class RegisterClient {
    /** What the Contact that is ours is known by, in requests to it. */
    public static final AsciiString LINE = AsciiString.cached("line");

    private static final int SIP_COLON = "<sip:".length();

    private final TransactionLayer layer;
    private final Outbound outbound;
    private final LocalName.Table names = new LocalName.Table();

    public RegisterClient(TransactionLayer layer, Outbound outbound) {
        this.layer = layer;
        this.outbound = outbound;
    }

    /**
     * What is registered, and with whom.
     *
     * @param registrar the Request-URI, without a user
     * @param aor the address-of-record: To and From
     * @param contactUser the user in our Contact
     * @param line the value of the parameter in our Contact that tells requests to it
     * @param callId and
     * @param tag the same for all requests about one registration
     * @param cseq gives the next sequence number, another each time
     * @param expiresSeconds 0 to take it back
     */
    public record Register(
            Origin peer,
            Realm realm,
            Target target,
            SipUri registrar,
            SipUri aor,
            AsciiString contactUser,
            AsciiString line,
            AsciiString callId,
            AsciiString tag,
            LongSupplier cseq,
            long expiresSeconds) {}

    /**
     * A final response, or what stands for one. Numbers are -1 where nothing is said.
     *
     * @param status 408 where none came in time, 503 where the transport failed
     * @param heard whether a response came
     * @param grantedSeconds how long our Contact is registered; 0 where it is not
     * @param contacts where a redirection leads, in order
     */
    public record Reply(
            int status,
            boolean heard,
            long grantedSeconds,
            long minExpiresSeconds,
            long retryAfterSeconds,
            List<SipUri> contacts) {
        public Reply {
            contacts = List.copyOf(contacts);
        }

        /** Nobody answered. */
        public static Reply silence(int status) {
            return new Reply(status, false, -1, -1, -1, List.of());
        }
    }

    /** Hears of one REGISTER, once, on the loop. */
    @FunctionalInterface
    public interface Listener {
        void replied(Reply reply, long nowNanos);
    }

    /** Sends one. Called on the loop; whoever abandons the transaction hears nothing more. */
    public ClientTransaction send(Register register, Listener listener) {
        Flow flow = outbound.flowTo(register.realm(), register.target());
        SipRequest request = request(register, flow);
        Renewal renewal = new Renewal.Counted(register.peer(), register.cseq(), layer.loop().ids());
        return layer.send(
                request, flow, new Sent(register, listener), renewal, layer.loop().nowNanos());
    }

    private SipRequest request(Register its, Flow flow) {
        LocalName us = names.of(flow.listenPoint());
        MessageWriter writer = layer.writer();
        writer.request(Method.REGISTER, its.registrar().withUser(AsciiString.EMPTY_STRING));
        writer.begin(HeaderName.VIA).append(us.via()).append(layer.loop().ids().branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, 70);
        writer.begin(HeaderName.FROM).append('<').append(its.aor().text()).append(">;tag=");
        writer.append(its.tag()).end();
        writer.begin(HeaderName.TO).append('<').append(its.aor().text()).append('>').end();
        writer.header(HeaderName.CALL_ID, its.callId());
        writer.begin(HeaderName.CSEQ).append(its.cseq().getAsLong()).append(' ');
        writer.append(Method.REGISTER.name()).end();
        contact(its, us, writer);
        writer.header(HeaderName.EXPIRES, its.expiresSeconds());
        writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        return writer.toRequest();
    }

    private static void contact(Register its, LocalName us, MessageWriter writer) {
        AsciiString whole = us.contact();
        writer.begin(HeaderName.CONTACT).append("<sip:").append(its.contactUser()).append('@');
        writer.append(whole.subSequence(SIP_COLON, whole.length() - 1, false));
        writer.append(';').append(LINE).append('=').append(its.line()).append('>').end();
    }

    /** A REGISTER under way. */
    private record Sent(Register register, Listener listener) implements ClientUser {
        @Override
        public void response(ClientTransaction sent, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                listener.replied(
                        new Reply(
                                response.status(),
                                true,
                                granted(response),
                                seconds(response, HeaderName.MIN_EXPIRES),
                                seconds(response, HeaderName.RETRY_AFTER),
                                redirections(response)),
                        nowNanos);
            }
        }

        @Override
        public void failed(ClientTransaction sent, int code, long nowNanos) {
            listener.replied(Reply.silence(code), nowNanos);
        }

        /**
         * RFC 3261 10.3 step 8: every current binding is listed. A registrar that lists none is
         * taken at its word for the request, and one that lists one as if it were ours, however it
         * is written.
         */
        private long granted(SipResponse response) {
            long whole = seconds(response, HeaderName.EXPIRES);
            long otherwise = whole >= 0 ? whole : register.expiresSeconds();
            List<NameAddr> contacts = response.contacts();
            for (NameAddr contact : contacts) {
                if (contact.uri() instanceof SipUri uri
                        && uri.params().valueOf(LINE).equals(register.line())) {
                    long own = ContactField.granted(contact);
                    return own >= 0 ? own : otherwise;
                }
            }
            if (contacts.size() == 1) {
                long only = ContactField.granted(contacts.getFirst());
                return only >= 0 ? only : otherwise;
            }
            return contacts.isEmpty() ? otherwise : 0;
        }

        private static List<SipUri> redirections(SipResponse response) {
            List<SipUri> uris = new ArrayList<>(0);
            if (response.status() >= 300 && response.status() < 400) {
                for (NameAddr contact : response.contacts()) {
                    if (contact.uri() instanceof SipUri uri) {
                        uris.add(uri);
                    }
                }
            }
            return uris;
        }

        private static long seconds(SipResponse response, HeaderName name) {
            return response.header(name).map(Seconds::of).orElse(-1L);
        }
    }
}
