package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Extensions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.leg.SessionExpires;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.Uri;
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
    private final PeerProfile profile;
    private final Flow flow;
    private final OutgoingInvite invite;
    private final Forks forks;
    private final RingTimer ringing;
    private Admission.Ticket ticket;
    private @Nullable InviteClientTransaction transaction;
    private boolean heard;
    private boolean failed;

    /**
     * @param redirectedTo the URI of the redirection that is followed; empty for the wish's own
     */
    Attempt(
            LegContext context,
            LegOwner owner,
            Dial dial,
            Departures.Departure departure,
            Optional<Uri> redirectedTo,
            long nowNanos) {
        this.context = context;
        this.owner = owner;
        this.dial = dial;
        this.hop = departure.hop();
        this.ticket = departure.ticket();
        this.profile = context.routing().profile(hop.peer());
        this.flow = hop.flow(context.outbound());
        AsciiString tag = context.loop().ids().tag();
        this.invite =
                new OutgoingInvite(
                        context,
                        dial.wish(),
                        hop,
                        redirectedTo,
                        context.names().of(flow.listenPoint()),
                        tag);
        Party party = new Party(dial.wish().from().side().other(), hop.peer(), profile, flow);
        this.forks = new Forks(context, owner, party, tag, this);
        this.ringing = new RingTimer(context, profile.ringNanos(), this::rangTooLong, nowNanos);
    }

    Hop hop() {
        return hop;
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
        ringing.rings(nowNanos);
        SipRequest request = invite.write(dial.offer());
        transaction = context.layer().invite(request, flow, this, invite, nowNanos);
    }

    void cancel(Optional<AsciiString> reason, long nowNanos) {
        letGo().release();
        ringing.stop();
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
        forks.closeAllBut(winner);
    }

    @Override
    public boolean owns(SipRequest request) {
        return forks.owning(request).isPresent();
    }

    @Override
    public void request(SipRequest request, Flow arrival, long nowNanos) {
        forks.owning(request).ifPresent(leg -> leg.request(request, arrival, nowNanos));
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {
        forks.owning(ack).ifPresent(leg -> leg.ack(ack, nowNanos));
    }

    @Override
    public void response(ClientTransaction invited, SipResponse response, long nowNanos) {
        if (invited == transaction) {
            try {
                heard(profile.headers().arriving(response), nowNanos);
            } catch (RuntimeException e) {
                owner.broken(e, nowNanos);
            }
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
        return forks.named(dialog);
    }

    private void heard(SipResponse response, long nowNanos) {
        int status = response.status();
        dial.plan().heard(hop, response);
        if (status == 503 && !heard) {
            dial.plan().silent(hop); // RFC 3261 21.5.4: as good as not there
        } else {
            dial.plan().answered(hop);
        }
        heard = true;
        if (status >= 200 && status < 300) {
            success(response, nowNanos);
        } else if (dial.over() || failed) {
            closeAllBut(null);
        } else if (status < 200) {
            provisional(response, nowNanos);
        } else if (status == 422 && invite.written() < MOST_REPEATS) {
            askForLonger(response, nowNanos);
        } else {
            fail(status, Optional.of(response), nowNanos);
        }
    }

    private void provisional(SipResponse response, long nowNanos) {
        if (response.status() == 100) {
            return;
        }
        ringing.rings(nowNanos);
        Optional<Fork> fork = forks.of(request(), response);
        if (fork.isPresent() && fork.get().leg().over()) {
            return; // the caller has left this early dialog
        }
        fork.ifPresent(each -> each.leg().learn(response));
        boolean reliable =
                fork.isPresent()
                        && Extensions.requires(response, Extensions.RELIABLE)
                        && response.has(HeaderName.RSEQ);
        if (reliable && !fork.get().inOrder(response)) {
            return;
        }
        boolean offers = dial.wish().sdp().isEmpty() && Answers.sdp(response).isPresent();
        if (reliable && !offers) {
            fork.get().leg().acknowledgeProvisional(response, Optional.empty(), nowNanos);
        }
        dial.progress(fork.map(Fork::leg), response, reliable, nowNanos);
    }

    private void success(SipResponse response, long nowNanos) {
        Fork fork =
                forks.of(request(), response)
                        .orElseGet(() -> forks.open(request(), response, AsciiString.EMPTY_STRING));
        if (fork.answered()) {
            fork.leg().acknowledgeAgain(response);
            return;
        }
        fork.answer();
        fork.leg().learn(response);
        fork.leg().dialog().confirm(response);
        if (dial.over() || failed || fork.leg().over()) {
            tooLate(fork, response, nowNanos);
        } else {
            ringing.stop();
            dial.answered(this, fork.leg(), response, nowNanos);
        }
    }

    private void tooLate(Fork fork, SipResponse response, long nowNanos) {
        Fork late = fork;
        if (fork.leg().over()) { // given up as an early dialog
            late = forks.open(request(), response, fork.leg().dialog().remoteTag());
            late.answer();
        }
        late.leg().acknowledge(response.cseq().number(), Optional.empty());
        late.leg().hangUp(Optional.of(Reasons.ANSWERED_ELSEWHERE), nowNanos);
    }

    private void fail(int status, Optional<SipResponse> response, long nowNanos) {
        if (failed) {
            return;
        }
        failed = true;
        letGo().release();
        ringing.stop();
        closeAllBut(null);
        dial.failed(this, new Failure(status, response, profile), nowNanos);
    }

    /** RFC 4028 7.3: the same once more, with the interval that the other side can live with. */
    private void askForLonger(SipResponse tooBrief, long nowNanos) {
        invite.askForLonger(SessionExpires.minimumOf(tooBrief));
        forks.clear();
        start(nowNanos);
    }

    private void rangTooLong(long nowNanos) {
        owner.guarded(
                nowNanos, () -> dial.rangTooLong(this, ringing.limitReached(nowNanos), nowNanos));
    }

    private SipRequest request() {
        return Objects.requireNonNull(transaction).request();
    }
}
