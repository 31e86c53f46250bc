package org.portcullis.routing.dispatch;

/**
 * How each algorithm picks: functions of the members, of a key and of a turn, and of nothing else.
 * All give the index of a member that is usable, or -1 where none is.
 */
final class Picks {
    static final int NONE = -1;

    private Picks() {}

    /** The first usable from {@code from} on, around the end. */
    static int next(Members members, int from) {
        int size = members.size();
        int at = from % size;
        for (int i = 0; i < size; i++) {
            if (members.usable(at)) {
                return at;
            }
            at = at + 1 == size ? 0 : at + 1;
        }
        return NONE;
    }

    /** The one that {@code hash} means, else the next. */
    static int hashed(Members members, int hash) {
        return next(members, Integer.remainderUnsigned(hash, members.size()));
    }

    /** Every usable one alike. */
    static int random(Members members, long random) {
        int usable = 0;
        for (int i = 0; i < members.size(); i++) {
            usable += members.usable(i) ? 1 : 0;
        }
        int left = usable == 0 ? 0 : (int) Long.remainderUnsigned(random >>> 1, usable);
        for (int i = 0; i < members.size(); i++) {
            if (members.usable(i) && left-- == 0) {
                return i;
            }
        }
        return NONE;
    }

    /** By weight over all members; what one that is not usable would get, the next gets. */
    static int weighted(Members members, Share share, int turn) {
        int total = 0;
        for (int i = 0; i < members.size(); i++) {
            total += Math.max(0, members.weight(i) - members.excessMillis(i));
        }
        if (total == 0) {
            return relative(members, share, turn);
        }
        int left = share.at(turn, total);
        for (int i = 0; i < members.size(); i++) {
            left -= Math.max(0, members.weight(i) - members.excessMillis(i));
            if (left < 0) {
                return next(members, i);
            }
        }
        return NONE;
    }

    /** By weight over the usable members. */
    static int relative(Members members, Share share, int turn) {
        return among(members, Integer.MIN_VALUE, share, turn);
    }

    /** By weight over the usable members of the lowest priority. */
    static int srv(Members members, Share share, int turn) {
        int lowest = 0;
        boolean any = false;
        for (int i = 0; i < members.size(); i++) {
            if (members.usable(i) && (!any || members.priority(i) < lowest)) {
                lowest = members.priority(i);
                any = true;
            }
        }
        return any ? among(members, lowest, share, turn) : NONE;
    }

    /**
     * The one with the fewest calls; of several, the first.
     *
     * @return its index, and above it, from bit 32 on, the calls that it had
     */
    static long leastLoaded(Members members) {
        int least = NONE;
        int fewest = 0;
        for (int i = 0; i < members.size(); i++) {
            if (members.usable(i)) {
                int calls = members.calls(i);
                if (least == NONE || calls < fewest) {
                    least = i;
                    fewest = calls;
                }
            }
        }
        return least == NONE ? NONE : (long) fewest << Integer.SIZE | least;
    }

    /**
     * The highest priority, less one point for each time that the latency in milliseconds holds the
     * priority; of several, the first from {@code from} on. Nobody falls below 1.
     */
    static int latency(Members members, int from) {
        int best = NONE;
        int highest = 0;
        int size = members.size();
        for (int i = 0; i < size; i++) {
            int at = (int) ((from + (long) i) % size);
            if (members.usable(at)) {
                int points = points(members.priority(at), members.latencyMillis(at));
                if (best == NONE || points > highest) {
                    best = at;
                    highest = points;
                }
            }
        }
        return best;
    }

    private static int points(int priority, int latencyMillis) {
        return priority > 0 && latencyMillis > priority
                ? Math.max(1, priority - latencyMillis / priority)
                : priority;
    }

    /** Of the usable ones with the highest priority, the first from {@code from} on. */
    static int equalPriority(Members members, int from) {
        int best = NONE;
        int size = members.size();
        for (int i = 0; i < size; i++) {
            int at = (int) ((from + (long) i) % size);
            if (members.usable(at)
                    && (best == NONE || members.priority(at) > members.priority(best))) {
                best = at;
            }
        }
        return best;
    }

    /**
     * The one whose hash with the key is the highest, each as often as its weight has it: -w / ln h
     * for a hash h between 0 and 1. Where nobody has a weight, all have the same.
     */
    static int rendezvous(Members members, long key) {
        int best = NONE;
        double highest = 0;
        boolean weighed = false;
        for (int i = 0; i < members.size(); i++) {
            weighed |= members.usable(i) && members.weight(i) > 0;
        }
        for (int i = 0; i < members.size(); i++) {
            if (members.usable(i)) {
                int weight = weighed ? members.weight(i) : 1;
                long hash = StrongHash.mix(members.seed(i), key);
                double between = ((hash >>> 11) + 0.5) * 0x1p-53;
                // The same on every machine, unlike Math.
                double score = weight / -StrictMath.log(between);
                if (best == NONE || score > highest) {
                    best = i;
                    highest = score;
                }
            }
        }
        return best;
    }

    private static int among(Members members, int priority, Share share, int turn) {
        long total = 0;
        long excess = 0;
        int usable = 0;
        int heavy = 0;
        for (int i = 0; i < members.size(); i++) {
            if (meant(members, i, priority)) {
                usable++;
                heavy += members.weight(i) > 0 ? 1 : 0;
                excess += members.excessMillis(i);
                total += Math.max(0, members.weight(i) - members.excessMillis(i));
            }
        }
        if (usable == 0) {
            return NONE;
        }
        if (total > 0) {
            return at(members, priority, share.at(turn, (int) total), new Shares.Less());
        }
        // Where nobody has any share left, whoever is the least late has the most; and where nobody
        // ever had one, all have the same.
        Shares rest = heavy == 0 ? new Shares.Alike() : new Shares.Late(excess);
        long all = 0;
        for (int i = 0; i < members.size(); i++) {
            all += meant(members, i, priority) ? rest.of(members, i) : 0;
        }
        return at(members, priority, share.at(turn, (int) all), rest);
    }

    private static int at(Members members, int priority, int place, Shares shares) {
        int left = place;
        for (int i = 0; i < members.size(); i++) {
            if (meant(members, i, priority)) {
                left -= shares.of(members, i);
                if (left < 0) {
                    return i;
                }
            }
        }
        return NONE;
    }

    private static boolean meant(Members members, int member, int priority) {
        return members.usable(member)
                && (priority == Integer.MIN_VALUE || members.priority(member) == priority);
    }

    /** What share a member has, at least 0. */
    private sealed interface Shares {
        int of(Members members, int member);

        /** Its weight, less the milliseconds that it is late. */
        record Less() implements Shares {
            @Override
            public int of(Members members, int member) {
                return Math.max(0, members.weight(member) - members.excessMillis(member));
            }
        }

        /** The more, the less it is late; nothing for whoever has no weight. */
        record Late(long excessMillis) implements Shares {
            private static final int MOST = 10_000;

            @Override
            public int of(Members members, int member) {
                long share = (excessMillis << 4) / Math.max(1, members.excessMillis(member));
                return members.weight(member) > 0 ? Math.clamp(share, 1, MOST) : 0;
            }
        }

        /** One each. */
        record Alike() implements Shares {
            @Override
            public int of(Members members, int member) {
                return 1;
            }
        }
    }
}
