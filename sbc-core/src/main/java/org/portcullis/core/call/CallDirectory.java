package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.core.dial.Attempt;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.runtime.SipLoop;

/**
 * The calls of all loops, for a call that needs a leg of another: finds the loop by our tag and
 * asks it. Filled before the first message, and read on any loop from then on.
 */
public final class CallDirectory {
    private final List<CallContext> contexts = new ArrayList<>();

    /** Adds the calls of the next loop, in order of index. */
    void add(CallContext context) {
        contexts.add(context);
    }

    /**
     * Asks for the leg behind a dialog of ours, and ends the call that it is in.
     *
     * @param picker who takes a call that still rings; without one it is given up
     * @param answer told on the loop of {@code claimant}, perhaps at once
     */
    void claim(Replaces dialog, Optional<Picker> picker, Call claimant, Consumer<Claim> answer) {
        int home = Identifiers.owner(dialog.toTag(), contexts.size());
        if (home < 0) {
            answer.accept(new Claim.Refused(481));
        } else {
            ask(contexts.get(home), dialog, picker, claimant, answer);
        }
    }

    /** Takes a leg over into a call of {@code context}, on its loop. */
    Leg adopt(CallContext context, Call call, Side side, Handover handover) {
        AsciiString tag = handover.dialog().localTag();
        Party was = handover.party();
        Forwarder forwarder = new Forwarder(handover.dialog(), context, was.arrival());
        CallContext home = contexts.get(Identifiers.owner(tag, contexts.size()));
        Leg leg =
                new Leg(
                        context.legs(),
                        call,
                        new Party(side, was.peer(), was.profile(), was.arrival()),
                        handover.dialog(),
                        closed -> {
                            context.dialogs().remove(tag, closed);
                            on(
                                    home.loop(),
                                    context.loop(),
                                    () -> home.dialogs().remove(tag, forwarder));
                        });
        leg.describe(handover.described().local(), handover.described().remote());
        leg.resume(handover.session(), handover.allowsUpdate());
        context.dialogs().put(tag, leg);
        if (home.loop() != context.loop()) {
            on(home.loop(), context.loop(), () -> home.dialogs().put(tag, forwarder));
        }
        leg.hold(handover.ticket());
        return leg;
    }

    /**
     * Sends the requests of a leg on that is about to be adopted by {@code there}, from {@code
     * here}.
     */
    void forward(CallContext here, CallContext there, Handover handover) {
        if (here.loop() != there.loop()) {
            Forwarder forwarder =
                    new Forwarder(handover.dialog(), there, handover.party().arrival());
            here.dialogs().put(handover.dialog().localTag(), forwarder);
        }
    }

    private void ask(
            CallContext there,
            Replaces dialog,
            Optional<Picker> picker,
            Call claimant,
            Consumer<Claim> answer) {
        SipLoop here = claimant.loop();
        on(
                there.loop(),
                here,
                () -> {
                    switch (there.dialogs().of(dialog.toTag()).orElse(null)) {
                        case Forwarder forwarder ->
                                ask(forwarder.owner(), dialog, picker, claimant, answer);
                        case Leg leg -> {
                            Claim claim = claim(Optional.of(leg), dialog, picker, claimant);
                            on(here, there.loop(), () -> claimant.told(claim, answer));
                        }
                        case Attempt attempt -> {
                            Claim claim = claim(attempt.named(dialog), dialog, picker, claimant);
                            on(here, there.loop(), () -> claimant.told(claim, answer));
                        }
                        case null, default ->
                                on(
                                        here,
                                        there.loop(),
                                        () -> claimant.told(new Claim.Refused(481), answer));
                    }
                });
    }

    private static Claim claim(
            Optional<Leg> named, Replaces dialog, Optional<Picker> picker, Call claimant) {
        return named.filter(leg -> Call.of(leg) != claimant)
                .filter(leg -> dialog.names(leg.dialog().callId(), leg.dialog().remoteTag()))
                .map(leg -> giveAway(Call.of(leg), leg, dialog.earlyOnly(), picker))
                .orElseGet(() -> new Claim.Refused(481));
    }

    /**
     * Takes the leg behind {@code leg} out of its call, which ends. On the loop of that call.
     *
     * @param earlyOnly unless it has been answered
     * @param picker who gets the call itself if it still rings, when there is no leg to give
     */
    private static Claim giveAway(Call call, Leg leg, boolean earlyOnly, Optional<Picker> picker) {
        long nowNanos = call.loop().nowNanos();
        Optional<Beginning> beginning = call.beginning();
        if (beginning.orElse(null) instanceof CallSetup ringing
                && picker.isPresent()
                && leg.side() == Side.CALLEE) {
            return call.pickUp(ringing, picker.get(), earlyOnly, nowNanos);
        }
        if (beginning.isPresent() && picker.isEmpty()) {
            beginning.get().cancelled(Optional.of(Reasons.TRANSFERRED), nowNanos);
            return new Claim.Ringing();
        }
        Optional<Leg> wanted = leg.partner();
        if (call.over() || beginning.isPresent() || wanted.isEmpty()) {
            return new Claim.Refused(481);
        }
        if (earlyOnly) {
            return new Claim.Refused(486);
        }
        if (picker.filter(each -> each.sdp().isEmpty()).isPresent()) {
            return new Claim.Refused(488); // nothing to offer to the leg that goes over
        }
        if (!call.changes().idle() || wanted.get().unacknowledged()) {
            return new Claim.Refused(491);
        }
        Leg given = wanted.get();
        SessionIdentity identity = call.media().identity(given.side());
        Handover handover = Handover.of(given);
        leg.hangUp(Optional.of(Reasons.TRANSFERRED), nowNanos);
        call.finish(CallCounters.End.TRANSFERRED, nowNanos);
        return new Claim.Taken(handover, identity);
    }

    /** Not through a loop's bounded queue: what it refused would never be let go of. */
    static void on(SipLoop loop, SipLoop current, Runnable command) {
        if (loop == current) {
            command.run();
        } else {
            loop.executor().execute(command);
        }
    }
}
