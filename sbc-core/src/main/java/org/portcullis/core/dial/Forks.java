package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Party;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The dialogs that the responses to one INVITE make (RFC 3261 12.1), by the callee's tag. They
 * share our tag, under which their user stands in the table of dialogs as long as one of them is
 * open. Owned by the call's loop.
 */
final class Forks {
    private final LegContext context;
    private final LegOwner owner;
    private final Party party;
    private final AsciiString tag;
    private final DialogUser user;
    private final Map<AsciiString, Fork> byTag = new HashMap<>(2);
    private int openLegs;

    /**
     * @param party the callee, whichever fork answers
     * @param tag ours
     * @param user takes the requests that come in any of the dialogs
     */
    Forks(LegContext context, LegOwner owner, Party party, AsciiString tag, DialogUser user) {
        this.context = context;
        this.owner = owner;
        this.party = party;
        this.tag = tag;
        this.user = user;
    }

    /** The fork that a response is from, a new one perhaps; empty where it bears no tag. */
    Optional<Fork> of(SipRequest invite, SipResponse response) {
        return response.to()
                .tag()
                .map(
                        theirs -> {
                            Fork known = byTag.get(theirs);
                            return known != null ? known : open(invite, response, theirs);
                        });
    }

    /** A new fork, in the place of the one that had the tag. */
    Fork open(SipRequest invite, SipResponse response, AsciiString theirs) {
        Leg leg =
                new Leg(
                        context,
                        owner,
                        party,
                        Dialog.ofClient(invite, response),
                        closed -> legClosed());
        leg.invitedBy(invite);
        Fork fork = new Fork(leg);
        byTag.put(theirs, fork);
        openLegs++;
        context.dialogs().put(tag, user);
        return fork;
    }

    /** The fork in whose dialog a request is. */
    Optional<Leg> owning(SipRequest request) {
        for (Fork fork : byTag.values()) {
            if (fork.leg().owns(request)) {
                return Optional.of(fork.leg());
            }
        }
        return Optional.empty();
    }

    /** The fork whose dialog is named, if it is one of these. */
    Optional<Leg> named(Replaces dialog) {
        for (Fork fork : byTag.values()) {
            Dialog its = fork.leg().dialog();
            if (!fork.leg().over() && dialog.names(its.callId(), its.remoteTag())) {
                return Optional.of(fork.leg());
            }
        }
        return Optional.empty();
    }

    /** The early dialogs but one are of no use any more. */
    void closeAllBut(@Nullable Leg winner) {
        for (Fork fork : List.copyOf(byTag.values())) {
            if (fork.leg() != winner && !fork.answered()) {
                fork.leg().close();
            }
        }
    }

    /** The INVITE is repeated as a new one: none of the dialogs goes on. */
    void clear() {
        closeAllBut(null);
        byTag.clear();
    }

    private void legClosed() {
        if (--openLegs == 0) {
            context.dialogs().remove(tag, user);
        }
    }
}
