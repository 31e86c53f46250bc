package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.LoopMark;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteClientTransaction;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transport.Flow;

/**
 * A call from its INVITE until it is answered or refused: tries one destination after another,
 * passes provisional responses and takes the first 2xx. Owned by the call's loop.
 *
 * <p>A destination's late 2xx, and those of other forks, are acknowledged and hung up (RFC 3261
 * 13.2.2.4).
 */
final class CallSetup {
    private static final AsciiString NO_TAG = AsciiString.EMPTY_STRING;

    private final CallContext context;
    private final Call call;
    private final InviteServerTransaction invite;
    private final RoutePlan plan;
    private final RingTimer ringing = new RingTimer();
    private final Optional<AsciiString> offer;
    // The To tag the caller sees for each fork of the callee: a dialog of its own for each (RFC
    // 3261 12.1).
    private final Map<AsciiString, AsciiString> forks = new HashMap<>(2);
    private @Nullable Attempt attempt;
    private Optional<AsciiString> earlyAnswer = Optional.empty();
    private boolean over;

    CallSetup(CallContext context, Call call, InviteServerTransaction invite, RoutePlan plan) {
        this.context = context;
        this.call = call;
        this.invite = invite;
        this.plan = plan;
        this.offer = Answers.sdp(invite.request());
    }

    void start(long nowNanos) {
        invite.onUndelivered(
                (transaction, now) -> {
                    if (!over) {
                        abandon(Optional.of(Reasons.LOST), now);
                        call.finish(CallCounters.End.LOST, now);
                    } else if (call.caller().unacknowledged()) {
                        call.release(CallCounters.End.LOST, Reasons.LOST, now);
                    }
                });
        plan.first().ifPresentOrElse(hop -> trying(hop, nowNanos), () -> refuse(503, nowNanos));
    }

    /** The caller has given up (RFC 3261 9.2, 15). */
    void cancelled(Optional<AsciiString> reason, long nowNanos) {
        if (!over) {
            abandon(reason, nowNanos);
            Answers.send(context, invite, 487, nowNanos);
            call.finish(CallCounters.End.CANCELLED, nowNanos);
        }
    }

    /** We give up. */
    void release(int status, CallCounters.End how, AsciiString reason, long nowNanos) {
        if (!over) {
            abandon(Optional.of(reason), nowNanos);
            Answers.send(context, invite, status, nowNanos);
            call.finish(how, nowNanos);
        }
    }

    private void abandon(Optional<AsciiString> reason, long nowNanos) {
        over = true;
        context.loop().timers().cancel(ringing);
        if (attempt != null) {
            attempt.giveUp(reason, nowNanos);
        }
    }

    private void trying(Hop hop, long nowNanos) {
        if (offer.isEmpty()) {
            send(hop, Optional.empty(), nowNanos);
            return;
        }
        Leg caller = call.caller();
        MediaDescription description =
                new MediaDescription(
                        Side.CALLER,
                        caller.arrival().realm(),
                        hop.realm(),
                        caller.arrival().remote(),
                        offer.get());
        call.media()
                .offer(
                        description,
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) ->
                                        send(hop, Optional.of(sdp), nowNanos);
                                case MediaResult.Refused(int status, String warning) ->
                                        refuse(status, warning, nowNanos);
                            }
                        });
    }

    private void send(Hop hop, Optional<AsciiString> sdp, long nowNanos) {
        if (over) {
            return;
        }
        Flow flow = context.outbound().flowTo(hop.realm(), hop.target());
        Attempt started = new Attempt(hop, flow);
        attempt = started;
        started.transaction =
                context.layer().invite(request(hop, flow, sdp), flow, started, nowNanos);
        context.loop().timers().schedule(ringing, nowNanos + context.timers().cNanos());
    }

    /**
     * The INVITE of the callee's leg: everything in it is ours but the numbers, the names and the
     * headers that may cross.
     */
    private SipRequest request(Hop hop, Flow flow, Optional<AsciiString> sdp) {
        SipRequest incoming = invite.request();
        LocalName us = context.names().of(flow.listenPoint());
        MessageWriter writer = context.writer();
        writer.request(Method.INVITE, requestUri(incoming.requestUri(), hop.uri()));
        int mark = LoopMark.of(invite.source().realm().name(), incoming);
        AsciiString branch = context.loop().ids().branch(mark);
        writer.begin(HeaderName.VIA).append(us.via()).append(branch).end();
        writer.header(HeaderName.MAX_FORWARDS, incoming.maxForwards() - 1);
        AsciiString tag = context.loop().ids().tag();
        Crossing.party(writer, HeaderName.FROM, incoming.from(), us.hostPort(), tag);
        Crossing.party(writer, HeaderName.TO, incoming.to(), hop.uri().hostPort(), NO_TAG);
        writer.header(HeaderName.CALL_ID, context.loop().ids().callId());
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(Method.INVITE.name()).end();
        writer.header(HeaderName.CONTACT, us.contact());
        writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        Crossing.carry(incoming, writer);
        sdp.ifPresent(body -> writer.body(Answers.SDP, body));
        return writer.toRequest();
    }

    /** The user part of the caller's Request-URI at the destination's host. */
    private static AsciiString requestUri(Uri called, SipUri destination) {
        AsciiString user =
                switch (called) {
                    case SipUri sip -> sip.user();
                    case TelUri tel -> tel.number();
                    case OtherUri other -> AsciiString.EMPTY_STRING;
                };
        return destination.withUser(user);
    }

    private void provisional(SipResponse response, long nowNanos) {
        plan.answered();
        if (response.status() == 100) {
            return;
        }
        context.loop().timers().schedule(ringing, nowNanos + context.timers().cNanos());
        Optional<AsciiString> sdp = offer.isPresent() ? Answers.sdp(response) : Optional.empty();
        if (sdp.isEmpty()) {
            ring(response, Optional.empty(), nowNanos);
            return;
        }
        call.media()
                .answer(
                        described(sdp.get()),
                        result -> {
                            if (result instanceof MediaResult.Rewritten(AsciiString rewritten)) {
                                earlyAnswer = Optional.of(rewritten);
                                ring(response, earlyAnswer, nowNanos);
                            } else {
                                // Early media that cannot be had is no reason to lose the call.
                                ring(response, Optional.empty(), nowNanos);
                            }
                        });
    }

    private MediaDescription described(AsciiString sdp) {
        Attempt current = Objects.requireNonNull(attempt);
        return new MediaDescription(
                Side.CALLEE,
                current.hop.realm(),
                call.caller().arrival().realm(),
                current.flow.remote(),
                sdp);
    }

    private void ring(SipResponse response, Optional<AsciiString> sdp, long nowNanos) {
        if (over) {
            return;
        }
        MessageWriter writer =
                Replies.begin(context.writer(), invite, response.status(), callerTag(response));
        writer.copyAll(HeaderName.RECORD_ROUTE, invite.request());
        writer.header(HeaderName.CONTACT, call.caller().localName().contact());
        Crossing.carry(response, writer);
        sdp.ifPresent(body -> writer.body(Answers.SDP, body));
        invite.respond(writer.toResponse(), nowNanos);
    }

    /**
     * The first fork is known to the caller by the transaction's own tag, later ones by tags of
     * their own.
     */
    private AsciiString callerTag(SipResponse response) {
        AsciiString calleeTag = response.to().tag().orElse(NO_TAG);
        if (calleeTag.isEmpty()) {
            return invite.tag();
        }
        AsciiString tag = forks.get(calleeTag);
        if (tag == null) {
            tag = forks.isEmpty() ? invite.tag() : context.loop().ids().tag();
            forks.put(calleeTag, tag);
            call.remember(tag);
        }
        return tag;
    }

    private void answered(Attempt by, SipResponse response, long nowNanos) {
        plan.answered();
        over = true;
        context.loop().timers().cancel(ringing);
        call.caller().settle(Dialog.ofServer(invite.request(), callerTag(response)));
        Leg callee = by.leg(response);
        new Acceptance(
                        context,
                        call,
                        call.caller(),
                        callee,
                        invite,
                        response,
                        new Acceptance.Outcome() {
                            @Override
                            public void passed(long now) {
                                call.answered(callee, now);
                            }

                            @Override
                            public void refused(int status, long now) {
                                callee.hangUp(Optional.of(Reasons.BAD_SDP), now);
                                Answers.send(context, invite, status, now);
                                call.finish(CallCounters.End.REFUSED, now);
                            }

                            @Override
                            public void acknowledged() {}
                        })
                .carry(earlyAnswer, nowNanos);
    }

    /**
     * A destination has failed: on to the next one if there is one, else the caller hears of it.
     */
    private void failed(int status, long nowNanos) {
        earlyAnswer = Optional.empty();
        if (offer.isPresent()) {
            call.media().withdraw();
        }
        plan.after(status)
                .ifPresentOrElse(
                        hop -> trying(hop, nowNanos), () -> refuse(shown(status), nowNanos));
    }

    /**
     * The response the caller gets for a destination's. A redirection names addresses of the far
     * side, and a challenge is between that side and us: neither crosses.
     */
    private static int shown(int status) {
        return switch (status) {
            case 401, 407 -> 403;
            default -> status < 400 ? 480 : status;
        };
    }

    private void refuse(int status, long nowNanos) {
        over = true;
        context.loop().timers().cancel(ringing);
        Answers.send(context, invite, status, nowNanos);
        context.counters().refused(status);
        call.finish(CallCounters.End.REFUSED, nowNanos);
    }

    private void refuse(int status, String warning, long nowNanos) {
        over = true;
        context.loop().timers().cancel(ringing);
        Answers.warn(context, invite, status, call.caller(), warning, nowNanos);
        context.counters().refused(status);
        call.finish(CallCounters.End.REFUSED, nowNanos);
    }

    /** Timer C (RFC 3261 16.6 step 11): it has rung for long enough. */
    private final class RingTimer extends Timer {
        @Override
        protected void expired(long nowNanos) {
            release(408, CallCounters.End.REFUSED, Reasons.NO_ANSWER, nowNanos);
        }
    }

    /** One destination being tried. */
    private final class Attempt implements ClientUser {
        private final Hop hop;
        private final Flow flow;
        private @Nullable InviteClientTransaction transaction;
        // Every dialog that a 2xx has made, by the callee's tag: the winner and late or forked
        // ones.
        private final Map<AsciiString, Leg> legs = new HashMap<>(2);

        Attempt(Hop hop, Flow flow) {
            this.hop = hop;
            this.flow = flow;
        }

        void giveUp(Optional<AsciiString> reason, long nowNanos) {
            if (transaction != null) {
                transaction.cancel(reason, nowNanos);
            }
        }

        Leg leg(SipResponse success) {
            SipRequest request = Objects.requireNonNull(transaction).request();
            Dialog dialog = Dialog.ofClient(request, success);
            Leg leg = new Leg(context, call, Side.CALLEE, hop.peer(), flow, dialog);
            legs.put(dialog.remoteTag(), leg);
            return leg;
        }

        @Override
        public void response(ClientTransaction invited, SipResponse response, long nowNanos) {
            call.guarded(nowNanos, () -> heard(response, nowNanos));
        }

        @Override
        public void failed(ClientTransaction invited, int status, long nowNanos) {
            call.guarded(
                    nowNanos,
                    () -> {
                        if (!over && attempt == this) {
                            CallSetup.this.failed(status, nowNanos);
                        }
                    });
        }

        private void heard(SipResponse response, long nowNanos) {
            int status = response.status();
            boolean current = !over && attempt == this;
            if (status >= 200 && status < 300) {
                success(response, current, nowNanos);
            } else if (current && status < 200) {
                provisional(response, nowNanos);
            } else if (current) {
                CallSetup.this.failed(status, nowNanos);
            }
        }

        private void success(SipResponse response, boolean current, long nowNanos) {
            Leg known = legs.get(response.to().tag().orElse(NO_TAG));
            if (known != null) {
                known.acknowledgeAgain(response);
            } else if (current) {
                answered(this, response, nowNanos);
            } else {
                Leg late = leg(response);
                late.acknowledge(response.cseq().number(), Optional.empty());
                late.hangUp(Optional.of(Reasons.ANSWERED_ELSEWHERE), nowNanos);
            }
        }
    }
}
