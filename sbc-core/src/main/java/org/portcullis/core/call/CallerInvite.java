package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.leg.Acknowledgement;
import org.portcullis.core.leg.Extensions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.ReliableResponses;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.RAck;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * The INVITE that makes a call, as we answer it: an early dialog with the caller for each fork of
 * the callee, and provisional responses, reliable where both want it (RFC 3262). Owned by the
 * call's loop.
 */
final class CallerInvite {
    private final CallContext context;
    private final Call call;
    private final InviteServerTransaction invite;
    private final Party party;
    private final ReliableResponses reliable;
    private final boolean takesReliable;
    private final boolean wantsReliable;
    // The first is there before anybody has answered.
    private final List<Leg> legs = new ArrayList<>(1);
    private boolean confirmed;

    /**
     * @param noPrack told the time when a reliable response is never acknowledged
     */
    CallerInvite(
            CallContext context,
            Call call,
            InviteServerTransaction invite,
            Party party,
            LongConsumer noPrack) {
        this.context = context;
        this.call = call;
        this.invite = invite;
        this.party = party;
        this.reliable = new ReliableResponses(context.legs(), invite, noPrack);
        SipRequest request = invite.request();
        boolean used =
                party.profile().reliableProvisionals() != PeerProfile.ReliableProvisionals.NEVER;
        this.wantsReliable = Extensions.requires(request, Extensions.RELIABLE);
        this.takesReliable =
                wantsReliable || (used && Extensions.supports(request, Extensions.RELIABLE));
        open(invite.tag());
    }

    InviteServerTransaction transaction() {
        return invite;
    }

    SipRequest request() {
        return invite.request();
    }

    /** Whether the caller acknowledges provisional responses where asked to. */
    boolean takesReliable() {
        return takesReliable;
    }

    /** The leg that was first, and is the only one until the callee forks. */
    Leg first() {
        return legs.getFirst();
    }

    /** The caller's side of the dialog with a fork of the callee. */
    Leg legFor(Leg callee) {
        Optional<Leg> known = callee.partner();
        if (known.isPresent()) {
            return known.get();
        }
        Leg own = unspoken();
        own.pair(callee);
        return own;
    }

    /** An early dialog that no fork of the callee has spoken in. */
    Leg unspoken() {
        return first().partner().isEmpty() ? first() : open(context.loop().ids().tag());
    }

    /** A 2xx has left: its leg ends by BYE, and outlives the call. */
    void confirm() {
        confirmed = true;
    }

    boolean confirmed() {
        return confirmed;
    }

    /** Closes an early dialog if there is another that goes on; whether there is. */
    boolean closeOneOfSeveral(Leg leg) {
        for (Leg each : legs) {
            if (each != leg && !each.over()) {
                leg.close();
                return true;
            }
        }
        return false;
    }

    /** The other early dialogs are over (RFC 3261 13.2.2.4). */
    void closeAllBut(Leg winner) {
        for (Leg leg : List.copyOf(legs)) {
            if (leg != winner) {
                leg.close();
            }
        }
    }

    void close() {
        reliable.stop();
        if (!confirmed) {
            List.copyOf(legs).forEach(Leg::close);
        }
    }

    /**
     * Passes a provisional response on.
     *
     * @param source how the callee is treated
     * @param reliably whether the callee's was reliable, or what it says must not be lost
     * @param acknowledgement what its PRACK leads to, if it is sent reliably
     * @return whether it was
     */
    boolean ring(
            Leg leg,
            SipResponse provisional,
            PeerProfile source,
            Optional<AsciiString> sdp,
            boolean reliably,
            Acknowledgement acknowledgement,
            long nowNanos) {
        boolean acknowledged = wantsReliable || (takesReliable && (reliably || sdp.isPresent()));
        MessageWriter writer = leg.reply(invite, provisional.status());
        long number = 0;
        if (acknowledged) {
            number = reliable.next();
            writer.header(HeaderName.REQUIRE, Extensions.RELIABLE);
            writer.header(HeaderName.RSEQ, number);
        }
        source.toward(party.profile()).headers(provisional, leg.localName().hostPort(), writer);
        sdp.ifPresent(body -> Answers.describe(provisional, body, writer));
        SipResponse response = leg.finish(writer);
        if (acknowledged) {
            reliable.send(
                    new ReliableResponses.Reliable(leg, response, number, acknowledgement),
                    nowNanos);
        } else {
            invite.respond(response, nowNanos);
        }
        return acknowledged;
    }

    /** Takes a PRACK: 481 if it acknowledges nothing of ours (RFC 3262 3). */
    void acknowledged(Leg leg, ServerTransaction prack, long nowNanos) {
        Optional<ReliableResponses.Reliable> response =
                prack.request()
                        .header(HeaderName.RACK)
                        .flatMap(RAck::parse)
                        .flatMap(rack -> reliable.acknowledged(leg, rack, nowNanos));
        if (response.isEmpty()) {
            Answers.send(context.layer(), prack, 481, nowNanos);
            return;
        }
        response.get().acknowledgement().acknowledged(prack, nowNanos);
        reliable.settled();
    }

    /** Runs {@code success} when no reliable description is on its way to the caller any more. */
    void whenDescribed(Runnable success) {
        reliable.afterDescriptions(success);
    }

    /** Nothing provisional is repeated any more. */
    void stop() {
        reliable.stop();
    }

    private Leg open(AsciiString tag) {
        Dialog dialog = Dialog.ofServer(invite.request(), tag);
        Leg leg =
                new Leg(
                        context.legs(),
                        call,
                        party,
                        dialog,
                        closed -> context.dialogs().remove(tag, closed));
        leg.learn(invite.request());
        context.dialogs().put(tag, leg);
        legs.add(leg);
        return leg;
    }
}
