package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.registration.Binding;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.registration.RegisterWish;
import org.portcullis.core.registration.RegistrationCounters.Result;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.Seconds;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * One REGISTER on its way to the registrar and its response on the way back. The registrar sees a
 * Contact of ours for each of the phone's; the phone sees its own again, and credentials and
 * challenges pass between the two. Owned by one loop.
 */
final class RegisterRelay implements Fanout.User {
    /** RFC 3261 10.2.1.1: what a registrar that does not say has granted. */
    private static final long UNSAID_SECONDS = 3600;

    private static final CrossedBody NO_BODY = new CrossedBody.Nothing();
    private static final int SIP_COLON = "<sip:".length();

    private final RelayContext context;
    private final Bindings bindings;
    private final ServerTransaction transaction;
    private final Origin origin;
    private final Admission.Ticket ticket;
    private final Registrations.Registration asked;
    private final HeaderRules headers;
    private final AsciiString callId;
    private final Patience patience;
    private final Fanout fanout;

    RegisterRelay(
            RelayContext context,
            Bindings bindings,
            ServerTransaction transaction,
            Origin origin,
            Admission.Ticket ticket,
            Registrations.Registration asked,
            RoutePlan plan,
            HeaderRules headers,
            long nowNanos) {
        this.context = context;
        this.bindings = bindings;
        this.transaction = transaction;
        this.origin = origin;
        this.ticket = ticket;
        this.asked = asked;
        this.headers = headers;
        this.callId = outwardCallId();
        this.fanout = new Fanout(context, plan, this);
        this.patience = new Patience(context, transaction, this::givenUp, nowNanos);
    }

    void start(long nowNanos) {
        fanout.start(nowNanos);
    }

    /**
     * One Call-ID of ours for each of the phone's, as long as a binding remembers it; the phone's
     * sequence numbers, which grow within its Call-ID, then grow within ours.
     */
    private AsciiString outwardCallId() {
        for (Binding binding : bindings.of(asked.aor())) {
            if (binding.arrival().callId().equals(asked.arrival().callId())) {
                return binding.outwardCallId();
            }
        }
        return context.loop().ids().callId();
    }

    /**
     * The Request-URI is the registrar's own. That it is not the one in the phone's credentials is
     * no failure (RFC 3261 22.4 item 8).
     */
    @Override
    public SipRequest request(Fanout.Branch branch) {
        SipRequest incoming = transaction.request();
        LocalName us = context.names().of(branch.flow().listenPoint());
        Crossing crossing = crossing(origin, branch.hop().peer());
        AsciiString registrar = branch.hop().uri().hostPort();
        MessageWriter writer = context.writer();
        writer.request(Method.REGISTER, branch.hop().uri().withUser(AsciiString.EMPTY_STRING));
        writer.begin(HeaderName.VIA).append(us.via()).append(context.loop().ids().branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, incoming.maxForwards() - 1);
        AsciiString tag = context.loop().ids().tag();
        crossing.ofRecord(HeaderName.FROM, incoming.from(), registrar, tag, writer);
        crossing.ofRecord(
                HeaderName.TO, incoming.to(), registrar, AsciiString.EMPTY_STRING, writer);
        writer.header(HeaderName.CALL_ID, callId);
        writer.begin(HeaderName.CSEQ).append(incoming.cseq().number()).append(' ');
        writer.append(Method.REGISTER.name()).end();
        writeContacts(us, writer);
        Challenges.carryCredentials(incoming, writer);
        RelayHeaders.carry(incoming, NO_BODY, writer);
        context.counters().relayed(Method.REGISTER, origin);
        return crossing.leaving(headers.leaving(writer.toRequest()));
    }

    private void writeContacts(LocalName us, MessageWriter writer) {
        switch (asked.wish()) {
            case RegisterWish.Update update -> {
                for (Registrations.Change change : asked.changes()) {
                    writer.begin(HeaderName.CONTACT).append("<sip:").append(change.token());
                    AsciiString ours = us.contact();
                    writer.append('@').append(ours.subSequence(SIP_COLON, ours.length(), false));
                    change.contact().writeParams(change.contact().expiresSeconds(), writer);
                    writer.end();
                }
            }
            case RegisterWish.RemoveAll all -> writer.header(HeaderName.CONTACT, "*");
            case RegisterWish.Query query -> {}
            case RegisterWish.Malformed malformed -> {}
        }
    }

    @Override
    public void accepted(Fanout.Branch branch, SipResponse success, long nowNanos) {
        finish();
        Crossing crossing = crossing(branch.hop().peer(), origin);
        SipResponse arrived = crossing.arriving(success);
        Map<Binding, Long> granted = settle(arrived, nowNanos);
        MessageWriter writer = begin(arrived.status());
        granted.forEach(
                (binding, seconds) -> {
                    writer.begin(HeaderName.CONTACT).append('<');
                    writer.append(binding.contact().uri().text()).append('>');
                    binding.contact().writeParams(seconds, writer);
                    writer.end();
                });
        if (outbound(granted)) {
            writer.header(HeaderName.REQUIRE, RegisterWish.OUTBOUND);
        }
        writer.copyAll(HeaderName.PATH, transaction.request()); // RFC 3327 5.3
        LocalName us = context.names().of(transaction.source().listenPoint());
        for (AsciiString value : arrived.values(HeaderName.P_ASSOCIATED_URI)) {
            NameAddr.parse(value)
                    .ifPresent(
                            address ->
                                    crossing.ofRecord(
                                            HeaderName.P_ASSOCIATED_URI,
                                            address,
                                            us.hostPort(),
                                            AsciiString.EMPTY_STRING,
                                            writer));
        }
        RegisterDate.carry(arrived, writer);
        Challenges.carry(arrived, writer);
        RelayHeaders.carry(arrived, NO_BODY, writer);
        transaction.respond(crossing.leaving(writer.toResponse()), nowNanos);
    }

    /** RFC 5626 6: only if the flow that was asked for is bound. */
    private boolean outbound(Map<Binding, Long> granted) {
        for (Binding binding : granted.keySet()) {
            if (binding.contact().flow() != 0 && binding.flow().equals(asked.arrival().flow())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Makes the bindings what the registrar says they are now (RFC 3261 10.3 step 8); gives those
     * that it lists and that came through us, with the seconds they have.
     */
    private Map<Binding, Long> settle(SipResponse success, long nowNanos) {
        Map<AsciiString, Long> listed = listed(success);
        long unsaid = success.header(HeaderName.EXPIRES).map(Seconds::of).orElse(-1L);
        boolean silent = success.contacts().isEmpty();
        for (Registrations.Change change : asked.changes()) {
            settle(change, listed, silent, unsaid, nowNanos);
        }
        Map<Binding, Long> granted = new LinkedHashMap<>();
        for (Binding binding : bindings.of(asked.aor())) {
            Long seconds = listed.get(binding.token());
            boolean all = asked.wish() instanceof RegisterWish.RemoveAll;
            if (seconds != null) {
                granted.put(binding, seconds >= 0 ? seconds : unsaid(unsaid, -1));
            } else if (all) {
                bindings.remove(binding);
            }
        }
        return granted;
    }

    private void settle(
            Registrations.Change change,
            Map<AsciiString, Long> listed,
            boolean silent,
            long unsaid,
            long nowNanos) {
        long wanted =
                asked.wish() instanceof RegisterWish.Update update
                        ? update.expiresSeconds(change.contact())
                        : -1;
        Long seconds = listed.get(change.token());
        long until = 0;
        if (seconds != null) {
            until = seconds >= 0 ? seconds : unsaid(unsaid, wanted);
        } else if (silent && wanted != 0) {
            // Against RFC 3261 10.3 there are registrars that list nothing.
            until = unsaid(unsaid, wanted);
            listed.put(change.token(), until);
        }
        if (until > 0) {
            bindings.bind(
                    asked.aor(),
                    change.token(),
                    callId,
                    change.contact(),
                    asked.arrival(),
                    until,
                    nowNanos);
        } else {
            bindings.named(change.token()).ifPresent(bindings::remove);
        }
    }

    private static long unsaid(long header, long wanted) {
        return header >= 0 ? header : wanted >= 0 ? wanted : UNSAID_SECONDS;
    }

    /** The contacts in a response that are tokens, with what was granted; -1 where it is unsaid. */
    private static Map<AsciiString, Long> listed(SipResponse success) {
        Map<AsciiString, Long> listed = new LinkedHashMap<>();
        for (NameAddr contact : success.contacts()) {
            AsciiString user = contact.uri().user();
            if (!user.isEmpty()) {
                listed.put(user, ContactField.granted(contact));
            }
        }
        return listed;
    }

    @Override
    public void refused(Fanout.Branch branch, SipResponse failure, long nowNanos) {
        finish();
        Crossing crossing = crossing(branch.hop().peer(), origin);
        SipResponse arrived = crossing.arriving(failure);
        PeerProfile registrar = context.routing().profile(branch.hop().peer());
        int mapped = registrar.causes().shown(arrived.status(), 0);
        int status = mapped < 400 ? 480 : mapped;
        boolean challenged = status == 401 || status == 407;
        count(challenged ? Result.CHALLENGED : Result.REFUSED, status);
        MessageWriter writer = begin(status);
        if (status == arrived.status()) { // what explains one status means nothing with another
            Challenges.carry(arrived, writer);
            RelayHeaders.carry(arrived, NO_BODY, writer);
        }
        transaction.respond(crossing.leaving(writer.toResponse()), nowNanos);
    }

    @Override
    public void unanswered(int status, long nowNanos) {
        count(Result.REFUSED, status);
        finish();
        RelayAnswers.send(context.layer(), transaction, status, nowNanos);
    }

    private void givenUp() {
        count(Result.REFUSED, 408);
        fanout.abandon();
        finish();
    }

    private void count(Result result, int status) {
        bindings.counters().count(result);
        context.counters().refused(Method.REGISTER, status);
    }

    private void finish() {
        patience.stop();
        ticket.release();
    }

    private MessageWriter begin(int status) {
        return Replies.begin(context.writer(), transaction, status, transaction.tag());
    }

    private Crossing crossing(Origin from, Origin to) {
        return context.routing().profile(from).toward(context.routing().profile(to));
    }
}
