package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.security.admission.CallLimits;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.admission.TwoWayLimits;

/** Reads the limits on calls: of peers, of realms, of the box. */
final class LimitsReader {
    private static final int MOST = 1_000_000;

    private LimitsReader() {}

    /** The {@code limits} of a trunk or dispatcher. */
    static Optional<TwoWayLimits> peer(Section s) {
        return s.optional(
                "limits",
                new Nested<>(LimitsReader::twoWay),
                "How many calls it may bring; no limit by default.");
    }

    /** The {@code limits} of a realm. */
    static RealmLimits realm(Section s) {
        return s.section(
                "limits",
                LimitsReader::readRealm,
                "How many calls may come from the realm, and go to it; no limit by default.");
    }

    /** The limits of the box, whose {@code calls} is read already. */
    static TwoWayLimits box(Section s, int calls) {
        return new TwoWayLimits(rest(s, calls), out(s));
    }

    private static RealmLimits readRealm(Section s) {
        return new RealmLimits(
                twoWay(s),
                each(s, "each-source", "How many calls may come from each source address."),
                each(
                        s,
                        "each-user",
                        "How many calls each user may make: the name it has proven, else the user"
                                + " in From, for each trunk or dispatcher by itself."),
                s.optional(
                                "registrations",
                                Types.integer(1, MOST),
                                "REGISTER requests a second; one more is answered 503.")
                        .orElse(CallLimits.UNLIMITED));
    }

    private static TwoWayLimits each(Section s, String key, String help) {
        return s.section(key, LimitsReader::twoWay, help);
    }

    private static TwoWayLimits twoWay(Section s) {
        int calls =
                s.optional("calls", Types.integer(1, MOST), "Calls at a time.")
                        .orElse(CallLimits.UNLIMITED);
        return new TwoWayLimits(rest(s, calls), out(s));
    }

    private static CallLimits out(Section s) {
        return s.section(
                "out",
                out ->
                        rest(
                                out,
                                out.optional("calls", Types.integer(1, MOST), "Calls at a time.")
                                        .orElse(CallLimits.UNLIMITED)),
                "How many calls may go there. A destination that is full is passed over; the"
                        + " caller gets `status` when none is left.");
    }

    private static CallLimits rest(Section s, int calls) {
        int cps =
                s.optional("cps", Types.integer(1, MOST), "Calls a second, in the long run.")
                        .orElse(CallLimits.UNLIMITED);
        int burst =
                s.optional(
                                "burst",
                                Types.integer(1, MOST),
                                "Calls at once after a pause; as many as `cps` by default.")
                        .orElse(cps);
        int status =
                s.value(
                        "status",
                        Types.integer(400, 699),
                        "503",
                        "The answer to one too many; a 503 carries Retry-After.");
        return new CallLimits(calls, cps, burst, status);
    }
}
