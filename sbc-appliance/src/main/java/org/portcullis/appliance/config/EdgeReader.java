package org.portcullis.appliance.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.NftSettings;
import org.portcullis.security.scan.PatternFile;
import org.portcullis.security.scan.ScanField;
import org.portcullis.security.scan.ScanPattern;
import org.portcullis.security.scan.ShippedPatterns;

/** Reads {@code bans} and {@code scanners}. */
final class EdgeReader {
    static final Scalar<Duration> BAN_TIME = Types.duration("1s", "3650d");

    private static final String NONE = "none";
    private static final int MOST_PATTERN_CHARACTERS = 200_000;

    static final Scalar<Optional<Path>> KEPT_IN =
            Types.scalar(
                    NONE + " or the path of a file", NONE, Scalar.Json.Text.ANY, EdgeReader::file);

    private static final Scalar<String> NFT_NAME =
            Types.scalar(
                    "a name of letters, digits, '_', '-' and '.'",
                    "banned",
                    new Scalar.Json.Text("^[A-Za-z_][A-Za-z0-9_.-]*$"),
                    text -> Optional.of(text).filter(NftSettings::isName));

    private static final FileOf<List<ScanPattern>> PATTERN_FILE =
            new FileOf<>("patterns, one a line", List.of(), EdgeReader::patterns);

    private static final Either<ScanPattern> PATTERN = pattern();

    private EdgeReader() {}

    static EdgeSettings read(Section s, Set<String> groups, Path state) {
        return s.section(
                "bans",
                bans -> bans(bans, groups, state, scanners(s)),
                "Sources that are not listened to for a while: floods, scanners, failed"
                        + " authentications, and those that an operator bans. Trusted realms know"
                        + " no bans.");
    }

    private static EdgeSettings bans(
            Section s, Set<String> groups, Path state, Optional<EdgeSettings.Scanners> scanners) {
        BanSettings bans =
                new BanSettings(
                        s.value(
                                "duration",
                                BAN_TIME,
                                "15m",
                                "How long a first ban lasts where nothing else is said. Each"
                                        + " further one lasts twice as long as the last."),
                        s.value(
                                "cap",
                                BAN_TIME,
                                "1d",
                                "What doubling stops at; at least `duration`."),
                        s.value(
                                "repeat-memory",
                                Types.duration("0s", "3650d"),
                                "1d",
                                "How long after its end a ban is remembered, so that the next one"
                                        + " is longer."),
                        s.value(
                                "limit",
                                Types.integer(1, 1_000_000),
                                "65536",
                                "Bans that are kept in all, remembered ones included. Where there"
                                        + " are more, those go first that are over, then those that"
                                        + " end soonest."));
        return new EdgeSettings(
                bans,
                s.list(
                        "exempt",
                        Reference.toName("address-groups", groups),
                        List.of(),
                        "Address groups that are never banned and whose requests are not looked at"
                                + " for scanners; those of every `flood.exempt` are too. Trunks with"
                                + " `send-to` that are known by their address alone are banned by"
                                + " a person only. Sources of datagrams can be forged: other"
                                + " carriers belong here."),
                s.value(
                                "file",
                                KEPT_IN,
                                "bans",
                                "Where bans are kept over restarts, in the `state-directory` or"
                                        + " anywhere; `none` is nowhere.")
                        .map(state::resolve),
                s.optional(
                        "nftables",
                        new Nested<>(EdgeReader::nftables),
                        "Sets of nftables that banned addresses are put into, by running `nft`,"
                                + " which needs CAP_NET_ADMIN."),
                s.optional(
                        "malformed",
                        new Nested<>(EdgeReader::malformed),
                        "How many malformed messages of one source in an untrusted realm make a"
                                + " ban; however many by default."),
                scanners);
    }

    private static NftSettings nftables(Section s) {
        NftSettings settings =
                new NftSettings(
                        s.value(
                                "family",
                                Types.choice(List.of("inet", "ip", "ip6", "netdev"), f -> f),
                                "inet",
                                "The family of the table."),
                        s.required("table", NFT_NAME, "The table, which is there."),
                        s.optional(
                                "set",
                                NFT_NAME,
                                "The set of IPv4 addresses, which is there: `type ipv4_addr; flags"
                                        + " timeout`."),
                        s.optional(
                                "set6",
                                NFT_NAME,
                                "The set of IPv6 addresses, which is there: `type ipv6_addr; flags"
                                        + " timeout`."));
        if (settings.set().isEmpty() && settings.set6().isEmpty()) {
            s.problem(s.place("set"), "missing (expected: the name of a set, or set6)");
        }
        return settings;
    }

    private static EdgeSettings.Malformed malformed(Section s) {
        return new EdgeSettings.Malformed(
                s.value("count", Types.integer(1, 1_000_000), "20", "So many make it."),
                s.value(
                        "within",
                        Types.duration("1s", "1d"),
                        "10s",
                        "In this time, which begins with the first."));
    }

    private static Optional<EdgeSettings.Scanners> scanners(Section top) {
        return top.section(
                "scanners",
                EdgeReader::readScanners,
                "Requests that only scanners send are dropped unanswered in untrusted realms, and"
                        + " who sends them is banned.");
    }

    private static Optional<EdgeSettings.Scanners> readScanners(Section s) {
        boolean enabled = s.value("enabled", Types.truth(), "true", "Whether they are looked for.");
        boolean shipped =
                s.value(
                        "shipped",
                        Types.truth(),
                        "true",
                        "Whether by the patterns that come with the program, too: the names of"
                                + " known scanners, and SQL and script where a user's name"
                                + " belongs.");
        List<ScanPattern> patterns =
                new ArrayList<>(shipped ? ShippedPatterns.all() : List.<ScanPattern>of());
        patterns.addAll(
                s.list(
                        "patterns",
                        PATTERN,
                        List.of(),
                        "Own patterns: texts that may stand anywhere in User-Agent, From, To,"
                                + " Contact and the Request-URI, or in one of them only. Letters"
                                + " match in either case."));
        patterns.addAll(
                s.optional(
                                "file",
                                PATTERN_FILE,
                                "Own patterns in a file, `TEXT` or `FIELD: TEXT` a line, `#` before"
                                        + " comments.")
                        .orElse(List.of()));
        Duration ban =
                s.value(
                        "ban",
                        Types.duration("0s", "3650d"),
                        "15m",
                        "How long the source is banned, the next time twice as long; `0s` only"
                                + " drops the request.");
        if (patterns.stream().mapToInt(p -> p.text().length()).sum() > MOST_PATTERN_CHARACTERS) {
            s.problem(
                    s.place("file"),
                    "too many patterns (expected: up to "
                            + MOST_PATTERN_CHARACTERS
                            + " characters in all)");
        }
        return enabled ? Optional.of(new EdgeSettings.Scanners(patterns, ban)) : Optional.empty();
    }

    private static Either<ScanPattern> pattern() {
        List<OneOf.Choice<? extends ScanPattern>> fields = new ArrayList<>();
        for (ScanField field : ScanField.values()) {
            fields.add(
                    new OneOf.Choice<>(
                            field.label(),
                            text(text -> ScanPattern.in(field, text)),
                            field == ScanField.URI_USER
                                    ? "In the user part of the URIs in all of these."
                                    : "In this one only."));
        }
        return new Either<>(text(ScanPattern::anywhere), new OneOf<>(fields));
    }

    private static Scalar<ScanPattern> text(java.util.function.Function<String, ScanPattern> made) {
        return Scalar.of(
                "printable ASCII text of 1-128 characters",
                "friendly-scanner",
                new Scalar.Json.Text("^[ -~]{1,128}$"),
                made);
    }

    private static List<ScanPattern> patterns(Path file, Consumer<String> problems) {
        PatternFile read = PatternFile.read(file);
        read.problems().forEach(problems);
        return read.patterns();
    }

    private static Optional<Optional<Path>> file(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.equals(NONE)) {
            return Optional.of(Optional.empty());
        }
        try {
            return Optional.of(Optional.of(Path.of(text)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
