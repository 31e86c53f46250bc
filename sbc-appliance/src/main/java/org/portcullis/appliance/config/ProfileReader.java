package org.portcullis.appliance.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.border.CauseMap;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.transport.Trust;

/** Reads how a trunk or dispatcher is treated: the keys that both have. */
final class ProfileReader {
    private static final Nested<Cause> CAUSE = new Nested<>(ProfileReader::readCause);

    private ProfileReader() {}

    /**
     * @param trust how far the peers of its realm are believed
     */
    static PeerProfile read(Section s, Trust trust) {
        return new PeerProfile(
                HeaderReader.read(s, trust),
                s.value(
                        "reliable-provisionals",
                        Types.choice(PeerProfile.ReliableProvisionals.class),
                        "supported",
                        "Whether provisional responses are acknowledged with PRACK (RFC 3262):"
                                + " `never`, `supported` (where the peer does too) or `required`."),
                s.section(
                        "session-timer",
                        ProfileReader::readSessionTimer,
                        "How long sessions are kept from outliving a peer (RFC 4028)."),
                s.value(
                        "refer",
                        Types.choice(PeerProfile.Refer.class),
                        "local",
                        "What becomes of the peer's REFER: `local` (the box transfers the call; the"
                                + " other side sees re-INVITEs only) or `pass`."),
                s.value(
                        "redirections",
                        Types.integer(0, 10),
                        "0",
                        "How many 3xx of the peer are followed for a call, and to configured"
                                + " destinations only; 0 passes them on, hidden."),
                nanos(
                        s.optional(
                                "ring",
                                Types.duration("1s", "1h"),
                                "How long a call to the peer may ring; timer C by default.")),
                nanos(
                        s.optional(
                                "length",
                                Types.duration("1s", "30d"),
                                "How long an answered call with the peer may last; no limit by"
                                        + " default.")),
                nanos(
                        s.optional(
                                "silence",
                                Types.duration("5s", "1d"),
                                "How long nothing may be heard from either side of an answered call"
                                        + " that is not on hold; any time by default.")),
                causes(
                        s.list(
                                "causes",
                                CAUSE,
                                List.of(),
                                "How failures of the peer are shown to the other side.")));
    }

    private static PeerProfile.SessionTimer readSessionTimer(Section s) {
        PeerProfile.SessionTimer.Use use =
                s.value(
                        "use",
                        Types.choice(PeerProfile.SessionTimer.Use.class),
                        "offered",
                        "`offered`: asked for, and a peer without them is asked with OPTIONS"
                                + " whether it is there; `accepted`: used where the peer asks.");
        int interval = seconds(s, "interval", "30m", "Session-Expires, as asked for.");
        int minimum = seconds(s, "minimum", "90s", "Min-SE: less is answered 422.");
        if (minimum > interval) {
            s.problem(
                    s.place("minimum"),
                    minimum + "s (expected: the interval of " + interval + "s or less)");
            minimum = 90;
        }
        return new PeerProfile.SessionTimer(
                use,
                Math.max(interval, minimum),
                minimum,
                s.value(
                        "refresher",
                        Types.choice(PeerProfile.SessionTimer.Refresher.class),
                        "peer",
                        "Who refreshes where the box may say: `us` or the `peer`."));
    }

    private static int seconds(Section s, String key, String byDefault, String help) {
        return (int) s.value(key, Types.duration("90s", "1d"), byDefault, help).toSeconds();
    }

    private static Cause readCause(Section s) {
        Optional<Integer> status =
                s.optional("status", Types.integer(300, 699), "The status of the response.");
        Optional<Integer> cause =
                s.optional(
                        "cause",
                        Types.integer(1, 127),
                        "Or the Q.850 cause in its Reason header, which goes first.");
        if (status.isPresent() == cause.isPresent()) {
            s.problem(s.place("status"), "missing (expected: either status or cause)");
        }
        return new Cause(
                status,
                cause,
                s.required("show", Types.integer(400, 699), "What the other side gets."));
    }

    private static CauseMap causes(List<Cause> causes) {
        Map<Integer, Integer> byStatus = new HashMap<>();
        Map<Integer, Integer> byCause = new HashMap<>();
        for (Cause each : causes) {
            each.status().ifPresent(status -> byStatus.put(status, each.show()));
            each.cause().ifPresent(cause -> byCause.put(cause, each.show()));
        }
        return new CauseMap(byStatus, byCause);
    }

    private static long nanos(Optional<Duration> duration) {
        return duration.map(Duration::toNanos).orElse(0L);
    }

    private record Cause(Optional<Integer> status, Optional<Integer> cause, int show) {}
}
