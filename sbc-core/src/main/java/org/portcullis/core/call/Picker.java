package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.transaction.Answers;

/**
 * The party that picks up a call which rings for somebody else, as its own INVITE is answered. Its
 * leg goes over to that call once it has acknowledged. Owned by the loop of its INVITE; what the
 * {@link Pickup} on the other loop says comes as a message.
 */
final class Picker {
    private final CallContext context;
    private final Call call;
    private final CallerInvite incoming;
    private final Party party;
    private final Optional<AsciiString> sdp;
    private @Nullable Pickup pickup;
    private boolean accepted;
    private boolean over;

    Picker(CallContext context, Call call, CallerInvite incoming) {
        this.context = context;
        this.call = call;
        this.incoming = incoming;
        this.party = incoming.first().party();
        this.sdp = Answers.sdp(incoming.request());
    }

    /** Who it is. Any loop. */
    Party party() {
        return party;
    }

    /** The offer in its INVITE; empty for a late one. Any loop. */
    Optional<AsciiString> sdp() {
        return sdp;
    }

    /** Runs {@code message} on the picker's loop. From {@code there}. */
    void tell(CallContext there, Consumer<Picker> message) {
        CallDirectory.on(
                context.loop(),
                there.loop(),
                () -> call.guarded(context.loop().nowNanos(), () -> message.accept(this)));
    }

    /** Whether its INVITE has got a 2xx. */
    boolean accepted() {
        return accepted;
    }

    /**
     * The call is its own: answers its INVITE.
     *
     * @param description the answer to its offer, or the offer where it made none
     */
    void accept(Pickup from, AsciiString description) {
        if (over || call.over()) {
            from.tell(context, pickedUp -> pickedUp.deserted(Optional.of(Reasons.GONE)));
            return;
        }
        pickup = from;
        accepted = true;
        long nowNanos = context.loop().nowNanos();
        incoming.confirm();
        Leg leg = call.caller();
        MessageWriter writer = leg.reply(incoming.transaction(), 200);
        leg.session().agree(incoming.request(), writer, nowNanos);
        writer.body(Answers.SDP, description);
        leg.describe(Optional.of(description), sdp);
        leg.accept(
                incoming.transaction(),
                writer,
                ack -> acknowledged(from, leg, Answers.sdp(ack)),
                nowNanos);
    }

    /** The call that it was to get is over. */
    void refused(int status, Optional<AsciiString> reason) {
        if (over || call.over()) {
            return;
        }
        over = true;
        long nowNanos = context.loop().nowNanos();
        if (accepted) {
            call.caller().hangUp(reason, nowNanos);
            call.finish(CallCounters.End.CANCELLED, nowNanos);
        } else {
            context.counters().refused(status);
            Answers.send(context.layer(), incoming.transaction(), status, nowNanos);
            call.finish(CallCounters.End.REFUSED, nowNanos);
        }
    }

    /** Its own call is over before it has got the other. */
    void abandon(Optional<AsciiString> reason, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        if (accepted) {
            call.caller().hangUp(reason, nowNanos);
        }
        if (pickup != null) {
            pickup.tell(context, pickedUp -> pickedUp.deserted(reason));
        }
    }

    private void acknowledged(Pickup to, Leg leg, Optional<AsciiString> answer) {
        if (over) {
            return;
        }
        over = true;
        answer.ifPresent(written -> leg.describe(Optional.empty(), answer));
        call.entrust(leg);
        Handover handover = Handover.of(leg);
        to.comesFrom(context, handover);
        to.tell(context, pickedUp -> pickedUp.arrived(handover));
        call.finish(CallCounters.End.TRANSFERRED, context.loop().nowNanos());
    }
}
