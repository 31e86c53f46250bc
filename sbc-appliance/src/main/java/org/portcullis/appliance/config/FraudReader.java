package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.TimeOfWeek;
import org.portcullis.security.fraud.FraudRule;
import org.portcullis.security.fraud.FraudSettings;
import org.portcullis.security.fraud.From;
import org.portcullis.security.fraud.Measure;
import org.portcullis.security.fraud.NumberList;
import org.portcullis.security.fraud.Thresholds;

/** Reads {@code fraud}. */
final class FraudReader {
    private static final int MOST = 1_000_000;
    private static final String STATUS = "403";
    private static final From ANYBODY = new From.Anybody();

    private static final Scalar<String> PREFIX =
            Types.scalar(
                    "digits, perhaps after a plus sign, or any",
                    "+4990",
                    new Scalar.Json.Text("^(any|[+]?[0-9*#]+)$"),
                    FraudReader::prefix);
    static final Scalar<TimeOfWeek> TIME =
            Scalar.of(
                    "days and hours such as mon-fri 08:00-18:00, sat,sun or 22:00-06:00",
                    "mon-fri 08:00-18:00",
                    Scalar.Json.Text.ANY,
                    TimeOfWeek::parse);
    static final Scalar<ZoneId> ZONE =
            Types.scalar(
                    "a time zone such as Europe/Berlin",
                    "UTC",
                    Scalar.Json.Text.ANY,
                    FraudReader::zone);

    private final Path state;
    private final OneOf<From> from;

    /**
     * @param state the state directory
     */
    FraudReader(Path state, Set<String> trunks, Set<String> dispatchers) {
        this.state = state;
        this.from =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<From>(
                                        "trunk",
                                        reference("trunks", trunks, Origin.Trunk::new),
                                        "Calls of this trunk."),
                                new OneOf.Choice<From>(
                                        "dispatcher",
                                        reference(
                                                "dispatcher", dispatchers, Origin.Dispatcher::new),
                                        "Calls of this dispatcher."),
                                new OneOf.Choice<From>(
                                        "user",
                                        Types.text("a user or number", "alice").map(From.User::new),
                                        "Calls of this user, by the user part of From.")));
    }

    FraudConfiguration read(Section s) {
        ZoneId zone = s.value("zone", ZONE, "UTC", "The time zone of every `when`.");
        List<FraudRule> rules =
                s.list(
                        "rules",
                        new Nested<>(this::rule),
                        List.of(),
                        "How much a source may call which numbers. Those with the longest prefix of"
                                + " a number count a call to it.");
        List<NumberList> blocked =
                s.list(
                        "blocked",
                        new Nested<>(this::numbers),
                        List.of(),
                        "Numbers that may not be called.");
        List<NumberList> permitted =
                s.list(
                        "permitted",
                        new Nested<>(this::numbers),
                        List.of(),
                        "Numbers that may be called though `blocked` has a prefix of them, unless"
                                + " that one is longer.");
        return new FraudConfiguration(
                new FraudSettings(zone, rules, blocked, permitted),
                s.value(
                                "file",
                                EdgeReader.KEPT_IN,
                                "fraud",
                                "Where counts and blocks are kept over restarts, in the"
                                        + " `state-directory` or anywhere; `none` is nowhere.")
                        .map(state::resolve),
                s.optional(
                        "webhook",
                        WebhookReader.FORM,
                        "What gets an HTTP POST of each threshold that is passed, JSON with"
                                + " `level`, `rule`, `source`, `number`, `measure`, `value`,"
                                + " `threshold`, `blocked-seconds`, `node` and `time`."));
    }

    private FraudRule rule(Section s) {
        String name = s.required("name", Types.name(), "What metrics and log lines call it.");
        From its = from(s);
        boolean perUser =
                s.value(
                        "per-user",
                        Types.truth(),
                        "false",
                        "Whether each user of a trunk or dispatcher is counted by itself.");
        List<String> prefixes = prefixes(s);
        List<TimeOfWeek> when = when(s);
        Duration window =
                s.value(
                        "window",
                        Types.duration("1m", "365d"),
                        "1d",
                        "How long `calls` and `minutes` are counted before they start over.");
        Map<Measure, Thresholds> thresholds = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            s.optional(measure.label(), new Nested<>(FraudReader::thresholds), help(measure))
                    .ifPresent(read -> thresholds.put(measure, read));
        }
        Optional<Duration> block =
                s.optional(
                        "block",
                        Types.duration("1s", "365d"),
                        "How long a source is refused these numbers once it has gone beyond a"
                                + " critical threshold; people are only told by default.");
        return new FraudRule(
                name,
                its,
                perUser,
                prefixes,
                when,
                window,
                orExample(s, thresholds),
                block,
                status(s));
    }

    /** A rule must measure something; an empty one is told of and stands for another meanwhile. */
    private static Map<Measure, Thresholds> orExample(
            Section s, Map<Measure, Thresholds> thresholds) {
        if (thresholds.isEmpty()) {
            s.problem(
                    s.place("calls"),
                    "missing (expected: one or more of calls-per-minute, calls, concurrent,"
                            + " sequential, minutes)");
            return Map.of(Measure.CALLS, new Thresholds(1, 1));
        }
        return thresholds;
    }

    private static Thresholds thresholds(Section s) {
        return new Thresholds(
                s.optional("warn", Types.integer(1, MOST), "More than this, and people are told.")
                        .orElse(Thresholds.NONE),
                s.optional(
                                "critical",
                                Types.integer(1, MOST),
                                "More than this, and the source is blocked where `block` says so.")
                        .orElse(Thresholds.NONE));
    }

    private NumberList numbers(Section s) {
        return new NumberList(from(s), prefixes(s), when(s), status(s));
    }

    private From from(Section s) {
        return s.optional("from", from, "Whose calls it is for; everybody's by default.")
                .orElse(ANYBODY);
    }

    private static List<String> prefixes(Section s) {
        return new ArrayList<>(
                s.required(
                        "prefixes",
                        new Items<>(PREFIX, 1),
                        "What the numbers begin with, as `numbers` of the peer makes them; `any`"
                                + " is every number."));
    }

    private static List<TimeOfWeek> when(Section s) {
        return s.list("when", TIME, List.of(), "At which times; always by default.");
    }

    private static int status(Section s) {
        return s.value("status", Types.integer(400, 699), STATUS, "The answer to a refused call.");
    }

    private static String help(Measure measure) {
        return switch (measure) {
            case CALLS_PER_MINUTE -> "Calls of the last 60 seconds.";
            case CALLS -> "Calls since the window began.";
            case CONCURRENT -> "Calls at a time.";
            case SEQUENTIAL -> "Calls to the same number in a row.";
            case MINUTES ->
                    "Minutes talked since the window began, those of calls that stand included.";
        };
    }

    private static Optional<String> prefix(String text) {
        if (text.equals("any")) {
            return Optional.of("");
        }
        return Optional.of(text).filter(t -> t.matches("[+]?[0-9*#]{1,30}"));
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Reference<From> reference(
            String section, Set<String> names, Function<String, Origin> origin) {
        Map<String, From> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(name, new From.Peer(origin.apply(name))));
        return new Reference<>(section, known, ANYBODY);
    }
}
