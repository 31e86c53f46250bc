package org.portcullis.routing.dispatch;

import org.portcullis.core.message.SipRequest;

/**
 * Picks by a set's algorithm for one request: the first time in the set's turn, then among those
 * that are left. Owned by the loop of the request.
 */
final class Picker {
    private final DispatcherSet set;
    private final SetPlan members;
    private final SipRequest request;
    private int turn;
    private int hash;
    private long strongHash;
    private boolean hasKey;
    private int seenCalls;
    private boolean passedOver;

    Picker(DispatcherSet set, SetPlan members, SipRequest request) {
        this.set = set;
        this.members = members;
        this.request = request;
    }

    /** The first choice, in the set's turn. */
    int first() {
        Turns turns = set.turns();
        return switch (set.algorithm()) {
            case HASH_CALL_ID,
                    HASH_FROM_URI,
                    HASH_TO_URI,
                    HASH_REQUEST_URI,
                    HASH_AUTH_USER,
                    HASH_EXPRESSION -> {
                KamailioHash its = new KamailioHash();
                set.key().feed(request, its);
                hasKey = its.any();
                hash = its.value();
                yield hasKey ? Picks.hashed(members, hash) : inTurn();
            }
            case RENDEZVOUS -> {
                StrongHash its = new StrongHash();
                set.key().feed(request, its);
                hasKey = its.any();
                strongHash = its.value();
                yield hasKey ? Picks.rendezvous(members, strongHash) : inTurn();
            }
            case ROUND_ROBIN, LATENCY, PRIORITY_ROUND_ROBIN, OVERLOAD -> inTurn();
            case RANDOM, WEIGHT, RELATIVE_WEIGHT, SRV -> {
                turn = turns.next();
                yield again(0);
            }
            case PRIORITY, CALL_LOAD, PARALLEL -> again(0);
        };
    }

    /**
     * The next choice.
     *
     * @param after the one that has been tried last
     */
    int next(int after) {
        return again(after + 1);
    }

    /** Whether one was up that would rather have no further request. */
    boolean passedOver() {
        return passedOver;
    }

    /**
     * Takes the call's place at what was picked.
     *
     * @param most calls that it may have, 0 for any number
     * @return false where it is not what was picked any more: full, or no longer the emptiest
     */
    boolean enter(int member, int most) {
        CallLoad load = set.destination(member).load;
        return set.algorithm() == Algorithm.CALL_LOAD && seenCalls >= 0
                ? load.enterAt(seenCalls)
                : load.enter(most);
    }

    /** Goes on from where the pick before, of any loop, has left off. */
    private int inTurn() {
        Turns turns = set.turns();
        while (true) {
            int from = turns.place();
            int picked = again(from);
            if (picked == Picks.NONE || turns.goOn(from, (picked + 1) % members.size())) {
                return picked;
            }
        }
    }

    private int again(int from) {
        return switch (set.algorithm()) {
            case HASH_CALL_ID,
                    HASH_FROM_URI,
                    HASH_TO_URI,
                    HASH_REQUEST_URI,
                    HASH_AUTH_USER,
                    HASH_EXPRESSION ->
                    hasKey ? Picks.hashed(members, hash) : Picks.next(members, from);
            case RENDEZVOUS ->
                    hasKey ? Picks.rendezvous(members, strongHash) : Picks.next(members, from);
            case ROUND_ROBIN, PARALLEL -> Picks.next(members, from);
            case PRIORITY -> Picks.next(members, 0);
            case RANDOM -> Picks.random(members, set.turns().random(turn));
            case WEIGHT -> Picks.weighted(members, set.share(), turn);
            case RELATIVE_WEIGHT -> Picks.relative(members, set.share(), turn);
            case SRV -> Picks.srv(members, set.share(), turn);
            case CALL_LOAD -> leastLoaded();
            case LATENCY -> Picks.latency(members, from);
            case PRIORITY_ROUND_ROBIN -> Picks.equalPriority(members, from);
            case OVERLOAD -> wanting(from);
        };
    }

    private int leastLoaded() {
        long least = Picks.leastLoaded(members);
        seenCalls = least == Picks.NONE ? -1 : (int) (least >>> Integer.SIZE);
        return (int) least;
    }

    /** The next that wants this request. */
    private int wanting(int from) {
        int first = Picks.next(members, from);
        int at = first;
        while (at != Picks.NONE && members.passesOver(at)) {
            passedOver = true;
            at = Picks.next(members, at + 1);
            if (at == first) {
                return Picks.NONE;
            }
        }
        return at;
    }
}
