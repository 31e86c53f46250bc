package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.codec.LoopMark;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Extensions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.leg.SessionExpires;
import org.portcullis.core.leg.SessionTimer;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteClientTransaction;
import org.portcullis.core.transport.Flow;

/**
 * One destination being called: its INVITE, and a leg for each fork that answers it. Owned by the
 * call's loop.
 *
 * <p>A 2xx that comes when it is no longer wanted, from a slow destination or another fork, is
 * acknowledged and hung up (RFC 3261 13.2.2.4).
 */
public final class Attempt implements ClientUser, DialogUser {
    private static final int MOST_REPEATS = 3;

    private final LegContext context;
    private final LegOwner owner;
    private final Dial dial;
    private final Hop hop;
    private final Optional<Uri> redirectedTo;
    private final PeerProfile profile;
    private final Flow flow;
    private final LocalName us;
    private final AsciiString callId;
    private final AsciiString tag;
    private final long ringsUntilNanos;
    // By the callee's tag: the dialogs of all forks (RFC 3261 12.1).
    private final Map<AsciiString, Fork> forks = new HashMap<>(2);
    private Admission.Ticket ticket;
    private @Nullable InviteClientTransaction transaction;
    private int cseq;
    private int minimumSeconds;
    private int openLegs;
    private boolean heard;
    private boolean failed;

    /** A dialog with the last RSeq that came in it, 0 before the first. */
    private static final class Fork {
        private final Leg leg;
        private long number;
        private boolean answered;

        Fork(Leg leg) {
            this.leg = leg;
        }
    }

    /**
     * Whom to call.
     *
     * @param redirectedTo the URI of the redirection that is followed; empty for the wish's own
     * @param ticket the call's place in the limits of the destination
     */
    record Destination(Hop hop, Optional<Uri> redirectedTo, Admission.Ticket ticket) {}

    Attempt(LegContext context, LegOwner owner, Dial dial, Destination destination, long nowNanos) {
        this.context = context;
        this.owner = owner;
        this.dial = dial;
        this.hop = destination.hop();
        this.redirectedTo = destination.redirectedTo();
        this.ticket = destination.ticket();
        this.profile = context.routing().profile(hop.peer());
        this.flow = context.outbound().flowTo(hop.realm(), hop.target());
        this.us = context.names().of(flow.listenPoint());
        this.callId = context.loop().ids().callId();
        this.tag = context.loop().ids().tag();
        this.ringsUntilNanos = profile.ringNanos() == 0 ? 0 : nowNanos + profile.ringNanos();
    }

    Hop hop() {
        return hop;
    }

    /** When it has rung for as long as the peer may; 0 for no limit. */
    long ringsUntilNanos() {
        return ringsUntilNanos;
    }

    boolean rangTooLong(long nowNanos) {
        return ringsUntilNanos != 0 && nowNanos - ringsUntilNanos >= 0;
    }

    boolean failed() {
        return failed;
    }

    /** The call's place in the limits of the destination, for somebody else to release. */
    Admission.Ticket letGo() {
        Admission.Ticket held = ticket;
        ticket = Admission.Ticket.NONE;
        return held;
    }

    void start(long nowNanos) {
        SipRequest request = profile.headers().leaving(invite());
        transaction = context.layer().invite(request, flow, this, nowNanos);
    }

    void cancel(Optional<AsciiString> reason, long nowNanos) {
        letGo().release();
        if (transaction != null && !failed) {
            transaction.cancel(reason, nowNanos);
        }
        closeAllBut(null);
    }

    /** Gives it up for good: it counts as failed, and another destination may be tried. */
    void giveUp(Optional<AsciiString> reason, long nowNanos) {
        cancel(reason, nowNanos);
        failed = true;
    }

    /** The other forks' early dialogs are of no use any more. */
    void closeAllBut(@Nullable Leg winner) {
        for (Fork fork : List.copyOf(forks.values())) {
            if (fork.leg != winner && !fork.answered) {
                fork.leg.close();
            }
        }
    }

    @Override
    public boolean owns(SipRequest request) {
        return fork(request).isPresent();
    }

    @Override
    public void request(SipRequest request, Flow arrival, long nowNanos) {
        fork(request).ifPresent(leg -> leg.request(request, arrival, nowNanos));
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {
        fork(ack).ifPresent(leg -> leg.ack(ack, nowNanos));
    }

    @Override
    public void response(ClientTransaction invited, SipResponse response, long nowNanos) {
        if (invited == transaction) {
            owner.guarded(nowNanos, () -> heard(profile.headers().arriving(response), nowNanos));
        }
    }

    @Override
    public void failed(ClientTransaction invited, int status, long nowNanos) {
        owner.guarded(
                nowNanos,
                () -> {
                    if (invited != transaction) {
                        return;
                    }
                    if (!heard) {
                        dial.plan().silent(hop);
                    }
                    fail(status, Optional.empty(), nowNanos);
                });
    }

    /** The fork whose dialog is named, if it is one of these. */
    public Optional<Leg> named(Replaces dialog) {
        for (Fork fork : forks.values()) {
            Dialog its = fork.leg.dialog();
            if (!fork.leg.over() && dialog.names(its.callId(), its.remoteTag())) {
                return Optional.of(fork.leg);
            }
        }
        return Optional.empty();
    }

    private Optional<Leg> fork(SipRequest request) {
        for (Fork fork : forks.values()) {
            if (fork.leg.owns(request)) {
                return Optional.of(fork.leg);
            }
        }
        return Optional.empty();
    }

    private void heard(SipResponse response, long nowNanos) {
        int status = response.status();
        if (status == 503 && !heard) {
            dial.plan().silent(hop); // RFC 3261 21.5.4: as good as not there
        } else {
            dial.plan().answered(hop);
        }
        heard = true;
        if (status >= 200 && status < 300) {
            success(response, nowNanos);
        } else if (dial.over()) {
            closeAllBut(null);
        } else if (status < 200) {
            provisional(response, nowNanos);
        } else if (status == 422 && cseq < MOST_REPEATS) {
            askForLonger(response, nowNanos);
        } else {
            fail(status, Optional.of(response), nowNanos);
        }
    }

    private void provisional(SipResponse response, long nowNanos) {
        if (response.status() == 100) {
            return;
        }
        dial.rings(this, nowNanos);
        Optional<Fork> fork = forkOf(response);
        if (fork.isPresent() && fork.get().leg.over()) {
            return; // the caller has left this early dialog
        }
        fork.ifPresent(each -> each.leg.learn(response));
        boolean reliable =
                fork.isPresent()
                        && Extensions.requires(response, Extensions.RELIABLE)
                        && response.has(HeaderName.RSEQ);
        if (reliable && !inOrder(fork.get(), response)) {
            return;
        }
        boolean offers = dial.wish().sdp().isEmpty() && Answers.sdp(response).isPresent();
        if (reliable && !offers) {
            fork.get().leg.acknowledgeProvisional(response, Optional.empty(), nowNanos);
        }
        dial.progress(fork.map(each -> each.leg), response, reliable, nowNanos);
    }

    /** RFC 3262 4: the first in a dialog may have any number, the others the next. */
    private static boolean inOrder(Fork fork, SipResponse response) {
        long number = number(response);
        if (number == 0 || (fork.number != 0 && number != fork.number + 1)) {
            return false;
        }
        fork.number = number;
        return true;
    }

    private static long number(SipResponse response) {
        AsciiString text = response.header(HeaderName.RSEQ).orElse(AsciiString.EMPTY_STRING);
        try {
            return text.parseLong();
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void success(SipResponse response, long nowNanos) {
        Fork fork = forkOf(response).orElseGet(() -> fork(response, AsciiString.EMPTY_STRING));
        if (fork.answered) {
            fork.leg.acknowledgeAgain(response);
            return;
        }
        fork.answered = true;
        fork.leg.learn(response);
        fork.leg.dialog().confirm(response);
        if (dial.over() || failed || fork.leg.over()) {
            tooLate(fork, response, nowNanos);
        } else {
            dial.answered(this, fork.leg, response, nowNanos);
        }
    }

    private void tooLate(Fork fork, SipResponse response, long nowNanos) {
        Fork late = fork;
        if (fork.leg.over()) { // given up as an early dialog
            late = fork(response, fork.leg.dialog().remoteTag());
            late.answered = true;
        }
        late.leg.acknowledge(response.cseq().number(), Optional.empty());
        late.leg.hangUp(Optional.of(Reasons.ANSWERED_ELSEWHERE), nowNanos);
    }

    private void fail(int status, Optional<SipResponse> response, long nowNanos) {
        if (failed) {
            return;
        }
        failed = true;
        letGo().release();
        closeAllBut(null);
        dial.failed(this, new Dial.Failure(status, response, profile), nowNanos);
    }

    /** RFC 4028 7.3: the same once more, with the interval that the other side can live with. */
    private void askForLonger(SipResponse tooBrief, long nowNanos) {
        minimumSeconds = Math.max(minimumSeconds, SessionExpires.minimumOf(tooBrief));
        closeAllBut(null);
        forks.clear();
        start(nowNanos);
    }

    private Optional<Fork> forkOf(SipResponse response) {
        Optional<AsciiString> theirs = response.to().tag();
        return theirs.map(
                theirTag -> {
                    Fork known = forks.get(theirTag);
                    return known != null ? known : fork(response, theirTag);
                });
    }

    private Fork fork(SipResponse response, AsciiString theirTag) {
        SipRequest request = Objects.requireNonNull(transaction).request();
        Leg.Party party =
                new Leg.Party(dial.wish().from().side().other(), hop.peer(), profile, flow);
        Leg leg =
                new Leg(
                        context,
                        owner,
                        party,
                        Dialog.ofClient(request, response),
                        closed -> legClosed());
        Fork fork = new Fork(leg);
        forks.put(theirTag, fork);
        openLegs++;
        context.dialogs().put(tag, this);
        return fork;
    }

    private void legClosed() {
        if (--openLegs == 0) {
            context.dialogs().remove(tag, this);
        }
    }

    /**
     * The INVITE of the callee's leg: everything in it is ours but the numbers, the names and the
     * headers that may cross.
     */
    private SipRequest invite() {
        Dial.Wish wish = dial.wish();
        SipRequest incoming = wish.invite();
        Crossing crossing = new Crossing(wish.source().headers(), profile.headers());
        MessageWriter writer = context.writer();
        writer.request(
                Method.INVITE,
                redirectedTo
                        .map(uri -> hop.uri().withUser(user(uri)))
                        .orElseGet(() -> crossing.requestUri(incoming, hop.uri())));
        int mark = LoopMark.of(wish.from().arrival().realm().name(), incoming);
        AsciiString branch = context.loop().ids().branch(mark);
        writer.begin(HeaderName.VIA).append(us.via()).append(branch).end();
        writer.header(HeaderName.MAX_FORWARDS, incoming.maxForwards() - 1);
        crossing.from(incoming, us.hostPort(), tag, writer);
        crossing.to(incoming, hop.uri().hostPort(), writer);
        writer.header(HeaderName.CALL_ID, callId);
        writer.begin(HeaderName.CSEQ).append(++cseq).append(' ').append(Method.INVITE.name()).end();
        writer.header(HeaderName.CONTACT, us.contact());
        writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        extensions(writer);
        crossing.headers(incoming, us.hostPort(), writer);
        dial.offer().ifPresent(sdp -> Answers.describe(incoming, sdp, writer));
        return writer.toRequest();
    }

    private void extensions(MessageWriter writer) {
        boolean reliable = dial.wish().reliable();
        writer.header(
                HeaderName.SUPPORTED,
                reliable ? Extensions.supported(profile) : Extensions.UNRELIABLE);
        if (reliable
                && profile.reliableProvisionals() == PeerProfile.ReliableProvisionals.REQUIRED) {
            writer.header(HeaderName.REQUIRE, Extensions.RELIABLE);
        }
        SessionTimer.ask(profile.sessionTimer(), minimumSeconds, writer);
    }

    private static AsciiString user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.number();
            case OtherUri other -> AsciiString.EMPTY_STRING;
        };
    }
}
