package org.portcullis.core.dialog;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;

/**
 * One side of a peer-to-peer relation between two user agents (RFC 3261 12), early or confirmed.
 * Owned by its call's loop.
 *
 * <p>Party values are kept as they were written, so that a peer sees its own URIs again byte for
 * byte (12.2.1.1).
 */
public final class Dialog {
    private static final AsciiString TAG = AsciiString.cached(";tag=");
    private static final AsciiString LR = AsciiString.cached("lr");

    private final AsciiString callId;
    private final AsciiString localTag;
    private final AsciiString remoteTag;
    private final AsciiString local;
    private final AsciiString remote;
    private List<AsciiString> routeSet;
    private Uri target;
    private long localCseq;
    private long remoteCseq;

    private Dialog(
            AsciiString callId,
            AsciiString localTag,
            AsciiString remoteTag,
            AsciiString local,
            AsciiString remote,
            List<AsciiString> routeSet,
            Uri target) {
        this.callId = callId;
        this.localTag = localTag;
        this.remoteTag = remoteTag;
        this.local = local;
        this.remote = remote;
        this.routeSet = routeSet;
        this.target = target;
    }

    /**
     * The dialog of the callee (12.1.1). A peer that gave no Contact is reached at its From URI.
     */
    public static Dialog ofServer(SipRequest request, AsciiString localTag) {
        AsciiString to = value(request, HeaderName.TO);
        Dialog dialog =
                new Dialog(
                        request.callId(),
                        localTag,
                        request.from().tag().orElse(AsciiString.EMPTY_STRING),
                        to.concat(TAG).concat(localTag),
                        value(request, HeaderName.FROM),
                        request.values(HeaderName.RECORD_ROUTE),
                        contact(request).orElse(request.from().uri()));
        dialog.remoteCseq = request.cseq().number();
        return dialog;
    }

    /**
     * The dialog of the caller (12.1.2). A peer that gave no Contact is reached where the request
     * went.
     */
    public static Dialog ofClient(SipRequest request, SipResponse response) {
        List<AsciiString> routes = new ArrayList<>(response.values(HeaderName.RECORD_ROUTE));
        Dialog dialog =
                new Dialog(
                        request.callId(),
                        request.from().tag().orElse(AsciiString.EMPTY_STRING),
                        response.to().tag().orElse(AsciiString.EMPTY_STRING),
                        value(request, HeaderName.FROM),
                        value(response, HeaderName.TO),
                        routes.reversed(),
                        contact(response).orElse(request.requestUri()));
        dialog.localCseq = request.cseq().number();
        return dialog;
    }

    /**
     * Takes the 2xx that confirms an early dialog: its Contact and its Record-Route take the place
     * of those of the provisional responses (13.2.2.4).
     */
    public void confirm(SipResponse success) {
        routeSet = new ArrayList<>(success.values(HeaderName.RECORD_ROUTE)).reversed();
        refreshTarget(success);
    }

    /**
     * The dialog of a subscriber that a NOTIFY makes before the SUBSCRIBE is answered (RFC 6665
     * 4.4.1). A notifier that gave no Contact is reached where the SUBSCRIBE went.
     */
    public static Dialog ofSubscriber(SipRequest subscribe, SipRequest notify) {
        Dialog dialog =
                new Dialog(
                        subscribe.callId(),
                        subscribe.from().tag().orElse(AsciiString.EMPTY_STRING),
                        notify.from().tag().orElse(AsciiString.EMPTY_STRING),
                        value(subscribe, HeaderName.FROM),
                        value(notify, HeaderName.FROM),
                        notify.values(HeaderName.RECORD_ROUTE),
                        contact(notify).orElse(subscribe.requestUri()));
        dialog.localCseq = subscribe.cseq().number();
        dialog.remoteCseq = notify.cseq().number();
        return dialog;
    }

    public AsciiString callId() {
        return callId;
    }

    public AsciiString localTag() {
        return localTag;
    }

    public AsciiString remoteTag() {
        return remoteTag;
    }

    /** Our party as From writes it, tag included. */
    public AsciiString local() {
        return local;
    }

    /** The peer's party as To writes it, tag included. */
    public AsciiString remote() {
        return remote;
    }

    /** Where the next request goes: the first route, else the remote target. */
    public Uri nextHop() {
        if (routeSet.isEmpty()) {
            return target;
        }
        return NameAddr.parse(routeSet.getFirst()).map(NameAddr::uri).orElse(target);
    }

    /** Whether a request belongs to this dialog (12.2.2). */
    public boolean owns(SipRequest request) {
        return callId.equals(request.callId())
                && remoteTag.equals(request.from().tag().orElse(AsciiString.EMPTY_STRING));
    }

    /** Takes the sequence number of a request; false when it is out of order (12.2.2). */
    public boolean inOrder(SipRequest request) {
        if (request.cseq().number() <= remoteCseq) {
            return false;
        }
        remoteCseq = request.cseq().number();
        return true;
    }

    /** Takes the Contact of a target refresh request or of its 2xx (12.2). */
    public void refreshTarget(SipMessage message) {
        contact(message).ifPresent(uri -> target = uri);
    }

    /** Takes the sequence number of the next request, which is written without {@link #begin}. */
    public long nextCseq() {
        return ++localCseq;
    }

    /**
     * Begins the next request in this dialog (12.2.1.1), as far as CSeq.
     *
     * @param via our Via value as far as the branch
     */
    public MessageWriter begin(
            MessageWriter writer, Method method, AsciiString via, AsciiString branch) {
        return begin(writer, method, ++localCseq, via, branch);
    }

    /** Begins the ACK of the 2xx to the INVITE with that sequence number (13.2.2.4). */
    public MessageWriter beginAck(
            MessageWriter writer, long cseq, AsciiString via, AsciiString branch) {
        return begin(writer, Method.ACK, cseq, via, branch);
    }

    private MessageWriter begin(
            MessageWriter writer, Method method, long cseq, AsciiString via, AsciiString branch) {
        boolean strict = !routeSet.isEmpty() && strict(routeSet.getFirst());
        writer.request(method, strict ? nextHop().text() : target.text());
        writer.begin(HeaderName.VIA).append(via).append(branch).end();
        writer.header(HeaderName.MAX_FORWARDS, 70);
        for (int i = strict ? 1 : 0; i < routeSet.size(); i++) {
            writer.header(HeaderName.ROUTE, routeSet.get(i));
        }
        if (strict) {
            writer.begin(HeaderName.ROUTE).append('<').append(target.text()).append('>').end();
        }
        writer.header(HeaderName.FROM, local);
        writer.header(HeaderName.TO, remote);
        writer.header(HeaderName.CALL_ID, callId);
        writer.begin(HeaderName.CSEQ).append(cseq).append(' ').append(method.name()).end();
        return writer;
    }

    /** A route without {@code lr} is of an RFC 2543 strict router. */
    private static boolean strict(AsciiString route) {
        return NameAddr.parse(route)
                .map(NameAddr::uri)
                .filter(uri -> uri instanceof SipUri sip && !sip.params().has(LR))
                .isPresent();
    }

    private static Optional<Uri> contact(SipMessage message) {
        List<AsciiString> contacts = message.values(HeaderName.CONTACT);
        return contacts.isEmpty()
                ? Optional.empty()
                : NameAddr.parse(contacts.getFirst()).map(NameAddr::uri);
    }

    private static AsciiString value(SipMessage message, HeaderName name) {
        return message.header(name).orElse(AsciiString.EMPTY_STRING);
    }
}
