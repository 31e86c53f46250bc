package org.portcullis.appliance.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.portcullis.core.topology.IdentityPolicy;
import org.portcullis.core.topology.NumberFormat;
import org.portcullis.core.transport.Trust;

/** Reads how a trunk or dispatcher names the parties of a call, and how they are named to it. */
final class IdentityReader {
    private static final List<IdentityPolicy.Source> HEADERS =
            List.of(
                    IdentityPolicy.Source.P_ASSERTED_IDENTITY,
                    IdentityPolicy.Source.P_PREFERRED_IDENTITY,
                    IdentityPolicy.Source.REMOTE_PARTY_ID,
                    IdentityPolicy.Source.DIVERSION,
                    IdentityPolicy.Source.HISTORY_INFO);

    private IdentityReader() {}

    static IdentityPolicy identity(Section s, Trust trust) {
        return s.section(
                "identity",
                its -> identity(its, defaults(trust)),
                "What the peer is believed about the parties of a call, and what it is told. Their"
                        + " URIs carry the box's own address on the other side.");
    }

    /** A realm of our own is the trust domain; beyond it nothing is believed or told. */
    private static IdentityPolicy defaults(Trust trust) {
        return switch (trust) {
            case TRUSTED -> IdentityPolicy.TRUSTED;
            case KNOWN, UNTRUSTED -> IdentityPolicy.STRANGER;
        };
    }

    private static IdentityPolicy identity(Section s, IdentityPolicy realm) {
        Domain domain =
                s.value(
                        "trust",
                        Types.choice(Domain.class),
                        "realm",
                        "Whether the peer is in the trust domain of RFC 3325: `inside`, `outside`,"
                                + " or as its `realm` is trusted.");
        IdentityPolicy its =
                switch (domain) {
                    case REALM -> realm;
                    case INSIDE -> IdentityPolicy.TRUSTED;
                    case OUTSIDE -> IdentityPolicy.STRANGER;
                };
        return new IdentityPolicy(
                its.trusted(),
                s.optional(
                                "accept",
                                new Items<>(Types.choice(IdentityPolicy.Source.class), 0),
                                "Where its word for who calls, and who passed the call on, is taken"
                                        + " from: the first of each that is there. By default"
                                        + " p-asserted-identity within the trust domain and none"
                                        + " outside.")
                        .orElse(its.accepted()),
                new HashSet<>(
                        s.optional(
                                        "send",
                                        new Items<>(
                                                Types.choice(HEADERS, IdentityReader::label), 0),
                                        "Where it is told, whatever the other side wrote it in. By"
                                                + " default p-asserted-identity within the trust"
                                                + " domain and none outside.")
                                .orElse(List.copyOf(its.sent()))),
                s.value(
                        "withhold",
                        Types.choice(IdentityPolicy.Withhold.class),
                        "on-request",
                        "When it is not told who calls, and From is anonymous: `on-request` (of the"
                                + " caller, by Privacy, unless the peer is in the trust domain),"
                                + " `always` or `never`."));
    }

    static NumberFormat numbers(Section s) {
        return s.section(
                "numbers",
                IdentityReader::format,
                "How the peer writes telephone numbers, in the Request-URI, From, To and the"
                        + " headers of `identity`. What arrives is made E.164 with a plus sign, what"
                        + " leaves is written its way.");
    }

    private static NumberFormat format(Section s) {
        NumberFormat.Style style =
                s.value(
                        "format",
                        Types.choice(NumberFormat.Style.class),
                        "unchanged",
                        "`e164` (+49301234567), `digits` (49301234567), `international`"
                                + " (0049301234567), `national` (0301234567, foreign ones as"
                                + " international), or `unchanged`, whatever they are.");
        Optional<Integer> country =
                s.optional(
                        "country",
                        Types.integer(1, 999),
                        "The country code of its national numbers.");
        if (style == NumberFormat.Style.NATIONAL && country.isEmpty()) {
            s.problem(s.place("country"), "missing (expected: the code beside format national)");
            style = NumberFormat.Style.UNCHANGED;
        }
        return new NumberFormat(
                style,
                country.map(String::valueOf).orElse(""),
                s.value(
                        "trunk-prefix",
                        digits("0", 0),
                        "0",
                        "What stands before a national number; empty for nothing."),
                s.value(
                        "international-prefix",
                        digits("00", 1),
                        "00",
                        "What stands before a foreign one."),
                s.value(
                        "prefix",
                        Types.scalar(
                                "at most 20 of 0-9, * and #",
                                "9",
                                new Scalar.Json.Text("^[0-9*#]{0,20}$"),
                                text -> Optional.of(text).filter(t -> t.matches("[0-9*#]{0,20}"))),
                        "",
                        "What stands before every called number, such as the code of a tariff;"
                                + " taken off what arrives, put before what leaves."),
                s.value(
                        "shortest",
                        Types.integer(2, 15),
                        "7",
                        "The digits of the shortest number that is rewritten: extensions and"
                                + " service codes have fewer and stay as they are."));
    }

    private static Scalar<String> digits(String example, int least) {
        String pattern = "[0-9]{" + least + ",5}";
        return Types.scalar(
                least + " to 5 digits",
                example,
                new Scalar.Json.Text("^" + pattern + "$"),
                text -> Optional.of(text).filter(t -> t.matches(pattern)));
    }

    private static String label(IdentityPolicy.Source source) {
        return source.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private enum Domain {
        REALM,
        INSIDE,
        OUTSIDE
    }
}
