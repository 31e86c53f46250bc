package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.topology.HeaderAction;
import org.portcullis.core.topology.HeaderPattern;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.core.topology.HeaderRule;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.RuleHeaders;
import org.portcullis.core.transport.Trust;

/** Reads what the messages of a trunk or dispatcher look like. */
final class HeaderReader {
    static final Scalar<HeaderName> ANY = header(RuleHeaders::any);
    private static final Scalar<HeaderName> CHANGEABLE = header(RuleHeaders::changeable);
    private static final Scalar<HeaderName> REWRITABLE = header(RuleHeaders::rewritable);
    private static final Scalar<HeaderName> CARRIABLE = header(RuleHeaders::carriable);
    private static final Scalar<HeaderPattern> PATTERN =
            Scalar.of("a regular expression", "^x", Scalar.Json.Text.ANY, HeaderPattern::compile);
    private static final Scalar<HeaderPattern.Replacement> REPLACEMENT =
            Scalar.of(
                    "text with $0-$9 for the groups",
                    "$0",
                    Scalar.Json.Text.ANY,
                    HeaderPattern.Replacement::parse);
    private static final Scalar<String> VALUE =
            Types.scalar(
                    "text on one line, at most 1000 characters",
                    "text",
                    Scalar.Json.Text.ANY,
                    text -> Optional.of(text).filter(HeaderReader::isValue));
    static final Scalar<Method> METHOD =
            Types.scalar(
                    "a method such as INVITE",
                    "INVITE",
                    new Scalar.Json.Text("^[A-Z]+$"),
                    HeaderReader::method);
    private static final Scalar<HeaderRule.Statuses> STATUSES =
            Types.scalar(
                    "a status such as 180, or a range such as 400-499",
                    "180",
                    Scalar.Json.Text.ANY,
                    HeaderReader::statuses);

    private static final Nested<HeaderRule> RULE = new Nested<>(HeaderReader::rule);

    private static final OneOf<HeaderAction> ACTION =
            new OneOf<>(
                    List.of(
                            new OneOf.Choice<>(
                                    "set",
                                    new Nested<>(HeaderReader::set),
                                    "The header gets this value and no other."),
                            new OneOf.Choice<>(
                                    "add",
                                    new Nested<>(HeaderReader::add),
                                    "A line of the header is added."),
                            new OneOf.Choice<>(
                                    "remove",
                                    new Nested<>(HeaderReader::remove),
                                    "The header goes."),
                            new OneOf.Choice<>(
                                    "rewrite",
                                    new Nested<>(HeaderReader::rewrite),
                                    "The first match in each value is replaced.")));

    private HeaderReader() {}

    /** Reads {@code headers}, {@code identity} and {@code numbers}. */
    static HeaderPolicy read(Section s, Trust trust) {
        Rules rules =
                s.section(
                        "headers",
                        HeaderReader::rules,
                        "Rules for the headers of its messages, and more headers that cross.");
        return new HeaderPolicy(
                rules.in(),
                rules.out(),
                rules.allowed(),
                IdentityReader.identity(s, trust),
                IdentityReader.numbers(s));
    }

    private static Rules rules(Section s) {
        return new Rules(
                new HeaderRules(
                        s.list(
                                "in",
                                RULE,
                                List.of(),
                                "Rules for its messages, before anything else looks at them. Each"
                                        + " sees what the ones above it left.")),
                new HeaderRules(
                        s.list(
                                "out",
                                RULE,
                                List.of(),
                                "Rules for finished messages to it, after everything else.")),
                new HashSet<>(
                        s.list(
                                "allow",
                                CARRIABLE,
                                List.of(),
                                "Headers that cross in its calls, either way, beside those that"
                                        + " always do; they show what they say.")));
    }

    private static HeaderRule rule(Section s) {
        return new HeaderRule(
                s.section("when", HeaderReader::when, "Which messages; all of these must hold."),
                s.required(
                        "do",
                        new Items<>(ACTION, 1),
                        "What is done to them, one after the other."));
    }

    private static HeaderRule.When when(Section s) {
        return new HeaderRule.When(
                new HashSet<>(
                        s.list(
                                "method",
                                METHOD,
                                List.of(),
                                "Requests of these methods and responses to them; all by"
                                        + " default.")),
                s.optional("status", STATUSES, "Responses with this status."),
                s.optional(
                        "message",
                        Types.choice(HeaderRule.Kind.class),
                        "Only a `request`, or only a `response`."),
                s.optional(
                        "dialog",
                        Types.choice(HeaderRule.Dialog.class),
                        "Only requests `outside` a dialog, or only those `inside` one."),
                s.list(
                        "headers",
                        new Nested<>(HeaderReader::test),
                        List.of(),
                        "Conditions on headers."));
    }

    private static HeaderRule.HeaderTest test(Section s) {
        return new HeaderRule.HeaderTest(
                s.required("name", ANY, "The header, or `Request-URI`."),
                s.optional(
                        "matches",
                        PATTERN,
                        "What is found in one of its values; that it is there by default."),
                s.value("absent", Types.truth(), "false", "That it is not there."));
    }

    static HeaderAction set(Section s) {
        return new HeaderAction.Set(
                s.required("header", CHANGEABLE, "Which."),
                s.required("value", VALUE, "Its value."));
    }

    private static HeaderAction add(Section s) {
        return new HeaderAction.Add(
                s.required("header", CHANGEABLE, "Which."),
                s.required("value", VALUE, "Its value."));
    }

    private static HeaderAction remove(Section s) {
        return new HeaderAction.Remove(
                s.required("header", CHANGEABLE, "Which."),
                s.optional("matches", PATTERN, "Only the lines in which this is found."));
    }

    private static HeaderAction rewrite(Section s) {
        HeaderName header =
                s.required(
                        "header",
                        REWRITABLE,
                        "Which. Of `From`, `To` and `Request-URI` only parts, and only where a"
                                + " request begins something.");
        HeaderAction.Part part =
                s.value(
                        "part",
                        Types.choice(HeaderAction.Part.class),
                        "value",
                        "The whole `value`, or the `user` or `display` name of an address.");
        HeaderPattern pattern = s.required("matches", PATTERN, "What is replaced.");
        HeaderPattern.Replacement by =
                s.required("with", REPLACEMENT, "What it becomes; `$1` is the first group.");
        return new HeaderAction.Rewrite(header, part, pattern, by);
    }

    private static Scalar<HeaderName> header(Function<String, HeaderName> parser) {
        return Scalar.of(
                "the name of a header",
                "X-Example",
                new Scalar.Json.Text("^[A-Za-z0-9.!%*_+`'~-]+$"),
                parser);
    }

    private static boolean isValue(String text) {
        return !text.isBlank()
                && text.length() <= 1000
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<Method> method(String text) {
        boolean letters = !text.isEmpty() && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        return letters ? Optional.of(Method.of(new AsciiString(text))) : Optional.empty();
    }

    private static Optional<HeaderRule.Statuses> statuses(String text) {
        int dash = text.indexOf('-');
        Optional<Integer> least =
                Types.integer(dash < 0 ? text : text.substring(0, dash), 100, 699);
        Optional<Integer> most =
                dash < 0 ? least : Types.integer(text.substring(dash + 1), 100, 699);
        return least.isPresent() && most.isPresent() && least.get() <= most.get()
                ? Optional.of(new HeaderRule.Statuses(least.get(), most.get()))
                : Optional.empty();
    }

    private record Rules(HeaderRules in, HeaderRules out, Set<HeaderName> allowed) {}
}
