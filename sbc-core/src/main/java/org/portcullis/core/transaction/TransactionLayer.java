package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.border.Origin;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;

/**
 * The transactions of one loop: finds the one a message belongs to, or hands the message to the
 * transaction user.
 *
 * <p>Owned by its loop. At most {@code limit} transactions stand at a time, more for what belongs
 * to what stands already and for emergency calls; above it requests are answered 503 without one,
 * with a Retry-After that spreads the callers.
 */
public final class TransactionLayer {
    private static final int MOST_RETRY_AFTER_SECONDS = 10;
    private static final List<Method> CANCELLED =
            Method.known().stream()
                    .filter(method -> !method.equals(Method.ACK) && !method.equals(Method.CANCEL))
                    .toList();

    private final SipLoop loop;
    private final SipTimers timers;
    private final Overload overload;
    private final MessageWriter writer = new MessageWriter();
    private final Map<ServerKey, ServerTransaction> servers = new HashMap<>();
    private final Map<AsciiString, ClientTransaction> clients = new HashMap<>();
    // A CANCEL has the branch of its INVITE (RFC 3261 9.1), so it needs a table of its own.
    private final Map<AsciiString, ClientTransaction> cancels = new HashMap<>();
    private final HeldRequests held = new HeldRequests();
    private final MergedRequests merged;
    private final Counter retransmissions;
    private final Counter strayResponses;
    private @Nullable TransactionUser user;
    private Function<Origin, Optional<Credentials>> credentials = peer -> Optional.empty();
    private AsciiString statelessTag = AsciiString.EMPTY_STRING;
    // Read by the gauges from other threads; written here alone.
    private volatile int size;

    public TransactionLayer(SipLoop loop, SipTimers timers, int limit, Counters counters) {
        this.loop = loop;
        this.timers = timers;
        this.overload = new Overload(limit);
        this.merged = new MergedRequests(counters);
        this.retransmissions =
                counters.counter(
                        "portcullis_sip_retransmissions_sent_total",
                        "Messages sent again because nothing was heard.");
        this.strayResponses =
                counters.counter(
                        "portcullis_sip_stray_responses_total",
                        "Responses that belong to no transaction and were dropped.");
        counters.gauge(
                "portcullis_sip_transactions",
                "Transactions that stand, client and server.",
                () -> size,
                "loop",
                Integer.toString(loop.index()));
    }

    /** Sets who gets the requests; once, before the first message. */
    public void user(TransactionUser transactionUser) {
        user = transactionUser;
    }

    /** Takes a message that this loop owns. */
    public void received(SipMessage message, Flow flow, long nowNanos) {
        switch (message) {
            case SipRequest request -> receivedRequest(request, flow, nowNanos);
            case SipResponse response -> receivedResponse(response, nowNanos);
        }
    }

    /** Sets what peers are shown who ask for credentials; before the first request. */
    public void credentials(Function<Origin, Optional<Credentials>> ofPeers) {
        credentials = ofPeers;
    }

    /**
     * Sends a request whose topmost Via carries a branch of this loop. A challenge to it is not
     * answered.
     */
    public ClientTransaction send(SipRequest request, Flow flow, ClientUser user, long nowNanos) {
        return start(make(request, flow, user), nowNanos);
    }

    /**
     * Sends a request whose topmost Via carries a branch of this loop, and sends it again with
     * credentials if its peer asks for some that we have.
     */
    public ClientTransaction send(
            SipRequest request, Flow flow, ClientUser user, Renewal renewal, long nowNanos) {
        Optional<Credentials> ours = credentials.apply(renewal.peer());
        if (ours.isEmpty()) {
            return send(request, flow, user, nowNanos);
        }
        Credentials.Exchange exchange = ours.get().begin();
        List<Credentials.Line> first = exchange.first(request);
        SipRequest shown = first.isEmpty() ? request : Reissue.with(request, first, writer);
        ClientTransaction transaction = make(shown, flow, user);
        transaction.showing(exchange, renewal);
        return start(transaction, nowNanos);
    }

    ClientTransaction make(SipRequest request, Flow flow, ClientUser user) {
        return request.method().equals(Method.INVITE)
                ? new InviteClientTransaction(this, request, flow, user)
                : new NonInviteClientTransaction(this, request, flow, user);
    }

    ClientTransaction start(ClientTransaction transaction, long nowNanos) {
        table(transaction.request().method()).put(transaction.branch(), transaction);
        changed();
        transaction.start(nowNanos);
        return transaction;
    }

    /** {@link #send} of an INVITE. */
    public InviteClientTransaction invite(
            SipRequest request, Flow flow, ClientUser user, Renewal renewal, long nowNanos) {
        return (InviteClientTransaction) send(request, flow, user, renewal, nowNanos);
    }

    /** {@link #send} of an INVITE whose challenge is not answered. */
    public InviteClientTransaction invite(
            SipRequest request, Flow flow, ClientUser user, long nowNanos) {
        return (InviteClientTransaction) send(request, flow, user, nowNanos);
    }

    /**
     * Challenges a request without a transaction (RFC 3261 8.2.7), so that whoever is not known yet
     * makes us remember nothing.
     *
     * @param challenges values of WWW-Authenticate, in the order of preference
     */
    public void challenge(SipRequest request, Flow flow, List<AsciiString> challenges) {
        beginStateless(request, flow, 401);
        for (AsciiString challenge : challenges) {
            writer.header(HeaderName.WWW_AUTHENTICATE, challenge);
        }
        answerStateless(writer, request, flow);
    }

    /** Answers a request 503 without a transaction, with a Retry-After that spreads the senders. */
    public void unavailable(SipRequest request, Flow flow) {
        beginStateless(request, flow, 503).header(HeaderName.RETRY_AFTER, retryAfter());
        answerStateless(writer, request, flow);
    }

    /**
     * Keeps a request that the user has just been given and cannot act on yet: until {@link
     * #resume} its retransmissions are absorbed and a CANCEL of it waits with it.
     */
    public HeldRequest hold(SipRequest request, Flow flow) {
        HeldRequest waits = held.hold(request, flow);
        changed();
        return waits;
    }

    /** Takes a request that was held as if it arrived now, and then its CANCEL, if one came. */
    public void resume(HeldRequest waits, long nowNanos) {
        held.release(waits);
        receivedRequest(waits.request(), waits.flow(), nowNanos);
        HeldRequest.Late cancel = waits.cancel;
        if (cancel != null) {
            receivedRequest(cancel.request(), cancel.flow(), nowNanos);
        }
        changed();
    }

    /**
     * Makes the transaction of a request that is to be answered; an INVITE is answered 100 at once.
     */
    public ServerTransaction open(SipRequest request, Flow flow, long nowNanos) {
        ServerKey key = ServerKey.of(request);
        ServerTransaction transaction;
        if (request.method().equals(Method.INVITE)) {
            transaction = new InviteServerTransaction(this, key, request, flow);
            remember(key, transaction);
            transaction.respond(trying(transaction), nowNanos);
        } else {
            NonInviteServerTransaction plain =
                    new NonInviteServerTransaction(this, key, request, flow);
            transaction = plain;
            remember(key, transaction);
            plain.start(nowNanos);
        }
        changed();
        return transaction;
    }

    /** The loop's writer of messages. Begin and finish a message without calling anything else. */
    public MessageWriter writer() {
        return writer;
    }

    public SipLoop loop() {
        return loop;
    }

    public SipTimers timers() {
        return timers;
    }

    /** Lets so many transactions stand from now on; those that stand stay. */
    public void limit(int most) {
        assert loop.inLoop();
        overload.limit(most);
    }

    /** How many of the transactions that may stand do: more than 100 where some have more room. */
    public int fullPercent() {
        return overload.fullPercent(size());
    }

    /** Sets who watches how much the loop has to do; before the first message. */
    public void load(Load load) {
        overload.load(load);
    }

    /**
     * Whether a request of somebody known begins a call or a registration that is more than the
     * loop can do, which is taken note of: it is to be answered 503 with a {@link #retryAfter}.
     */
    public boolean overloaded(SipRequest request, Flow flow, long nowNanos) {
        return Overload.begins(request) && refuses(Overload.Work.CALL, flow, nowNanos);
    }

    /** Seconds at random, which spread those that come again. */
    public int retryAfter() {
        return 1 + loop.ids().below(MOST_RETRY_AFTER_SECONDS);
    }

    /** Transactions that stand, and requests that are held. */
    public int size() {
        return servers.size() + clients.size() + cancels.size() + held.size();
    }

    SipResponse trying(ServerTransaction transaction) {
        return Replies.begin(writer, transaction, 100, AsciiString.EMPTY_STRING).toResponse();
    }

    private void remember(ServerKey key, ServerTransaction transaction) {
        servers.put(key, transaction);
        merged.opened(transaction);
    }

    /** Requests that others can be merged with. */
    int mergeable() {
        return merged.size();
    }

    void remove(ServerTransaction transaction) {
        servers.remove(transaction.key(), transaction);
        merged.removed(transaction);
        changed();
    }

    void remove(ClientTransaction transaction) {
        table(transaction.request().method()).remove(transaction.branch(), transaction);
        changed();
    }

    void countRetransmission() {
        retransmissions.increment();
    }

    private void receivedResponse(SipResponse response, long nowNanos) {
        ClientTransaction transaction =
                table(response.cseq().method()).get(response.topVia().branch());
        if (transaction == null
                || !transaction.request().method().equals(response.cseq().method())) {
            strayResponses.increment();
            return;
        }
        transaction.received(response, nowNanos);
    }

    private void receivedRequest(SipRequest request, Flow flow, long nowNanos) {
        Method method = request.method();
        ServerTransaction transaction = servers.get(ServerKey.of(request));
        if (method.equals(Method.ACK)) {
            receivedAck(request, transaction, flow, nowNanos);
        } else if (transaction != null) {
            transaction.received(ServerTransaction.Input.REQUEST, nowNanos);
        } else if (held.absorbs(request, flow)) {
            return;
        } else if (refuses(work(request, flow), flow, nowNanos)) {
            unavailable(request, flow);
        } else if (method.equals(Method.CANCEL)) {
            receivedCancel(request, flow, nowNanos);
        } else if (merged.merged(request, flow)) {
            answerStateless(beginStateless(request, flow, 482), request, flow);
        } else {
            user().request(request, flow, nowNanos);
        }
    }

    private boolean refuses(Overload.Work work, Flow flow, long nowNanos) {
        int transactions = size();
        boolean refuses = overload.refuses(work, transactions);
        if (refuses) {
            overload.refused(transactions, flow, nowNanos);
        }
        return refuses;
    }

    /** Who is not known yet is another; whether a number is an emergency one costs a look-up. */
    private Overload.Work work(SipRequest request, Flow flow) {
        boolean standing =
                request.to().tag().isPresent()
                        || (request.method().equals(Method.CANCEL) && cancelled(request) != null);
        if (standing) {
            return Overload.Work.STANDING;
        }
        boolean full =
                overload.refuses(Overload.Work.OTHER, size())
                        && !overload.refuses(Overload.Work.EMERGENCY, size());
        return full && request.method().equals(Method.INVITE) && user().urgent(request, flow)
                ? Overload.Work.EMERGENCY
                : Overload.Work.OTHER;
    }

    private void receivedAck(
            SipRequest ack, @Nullable ServerTransaction transaction, Flow flow, long nowNanos) {
        if (transaction instanceof InviteServerTransaction invite && !invite.accepted()) {
            invite.received(ServerTransaction.Input.ACK, nowNanos);
        } else {
            user().ack(ack, flow, nowNanos);
        }
    }

    /**
     * RFC 3261 9.2: answered 200 if there is anything to cancel at all; only an INVITE that has no
     * final response is. One that cancels nothing goes to the user, as a stranger gets no answer to
     * it.
     */
    private void receivedCancel(SipRequest cancel, Flow flow, long nowNanos) {
        ServerTransaction found = cancelled(cancel);
        if (found == null || !sameHost(found.source(), flow)) {
            user().request(cancel, flow, nowNanos);
            return;
        }
        ServerTransaction transaction = open(cancel, flow, nowNanos);
        transaction.respond(
                Replies.begin(writer, transaction, 200, found.tag()).toResponse(), nowNanos);
        if (found instanceof InviteServerTransaction invite && !invite.answered()) {
            user().cancelled(invite, cancel, nowNanos);
        }
    }

    /**
     * Branches can be guessed; only the hop that sent a request may take it back (RFC 3261 22.1).
     */
    static boolean sameHost(Flow one, Flow other) {
        return one.remote().getAddress().equals(other.remote().getAddress());
    }

    /** The transaction that a CANCEL means, which tells everything of it but its method. */
    private @Nullable ServerTransaction cancelled(SipRequest cancel) {
        ServerTransaction found = null;
        for (int i = 0; i < CANCELLED.size() && found == null; i++) {
            found = servers.get(ServerKey.of(cancel, CANCELLED.get(i)));
        }
        return found;
    }

    /** An answer without a transaction has the same tag for each retransmission (8.2.7). */
    private MessageWriter beginStateless(SipRequest request, Flow flow, int status) {
        if (statelessTag.isEmpty()) {
            statelessTag = loop.ids().tag();
        }
        return StatelessReply.begin(
                writer,
                ReplyHeaders.of(request),
                status,
                ReasonPhrases.of(status),
                statelessTag,
                flow.remote());
    }

    private static void answerStateless(MessageWriter writer, SipRequest request, Flow flow) {
        flow.replyFlow(request.topVia()).send(writer.toResponse(), why -> {});
    }

    private Map<AsciiString, ClientTransaction> table(Method method) {
        return method.equals(Method.CANCEL) ? cancels : clients;
    }

    private void changed() {
        size = size();
    }

    private TransactionUser user() {
        if (user == null) {
            throw new IllegalStateException("no transaction user was set");
        }
        return user;
    }
}
