package org.portcullis.security.admission;

/**
 * The limits of one realm.
 *
 * @param calls of the whole realm
 * @param eachSource of each source address in it; IPv6 addresses count by their /64, which is one
 *     site's to choose from
 * @param eachUser of each user in it: who calls, and who is called
 * @param registrations REGISTER requests a second, in the long run and at once, or {@link
 *     CallLimits#UNLIMITED}
 */
public record RealmLimits(
        TwoWayLimits calls, TwoWayLimits eachSource, TwoWayLimits eachUser, int registrations) {
    public static final RealmLimits NONE =
            new RealmLimits(
                    TwoWayLimits.NONE, TwoWayLimits.NONE, TwoWayLimits.NONE, CallLimits.UNLIMITED);

    public RealmLimits {
        if (registrations < 1) {
            throw new IllegalArgumentException(
                    "registrations: " + registrations + " (expected: at least 1)");
        }
    }
}
