package org.portcullis.appliance.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The single values that settings are made of, none of them of one feature only. */
final class Types {
    private static final List<Unit> TIMES =
            List.of(
                    new Unit("ms", 1),
                    new Unit("s", 1_000),
                    new Unit("m", 60_000),
                    new Unit("h", 3_600_000),
                    new Unit("d", 86_400_000));
    private static final List<Unit> SIZES =
            List.of(
                    new Unit("B", 1),
                    new Unit("KiB", 1L << 10),
                    new Unit("MiB", 1L << 20),
                    new Unit("GiB", 1L << 30));
    private static final int MAX_DIGITS = 9;

    private Types() {}

    static Scalar<Integer> integer(int least, int most) {
        return scalar(
                least + "-" + most,
                Integer.toString(least),
                new Scalar.Json.Whole(least, most),
                text -> integer(text, least, most));
    }

    /** An integer, or a word for one that is found out. */
    static Scalar<Integer> integerOr(String word, int meant, int least, int most) {
        return scalar(
                word + " or " + least + "-" + most,
                word,
                new Scalar.Json.WholeOr(word, new Scalar.Json.Whole(least, most)),
                text -> text.equals(word) ? Optional.of(meant) : integer(text, least, most));
    }

    static Scalar<Boolean> truth() {
        return scalar(
                "true or false",
                "true",
                new Scalar.Json.Truth(),
                text ->
                        switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /** One of a few values, each written as {@code label} says. */
    static <T> Scalar<T> choice(List<T> values, Function<T, String> label) {
        List<String> labels = values.stream().map(label).toList();
        return scalar(
                String.join(", ", labels),
                labels.getFirst(),
                new Scalar.Json.Word(labels),
                text -> values.stream().filter(v -> label.apply(v).equals(text)).findFirst());
    }

    /** A constant of an enum, written in lower case with {@code -} for {@code _}. */
    static <E extends Enum<E>> Scalar<E> choice(Class<E> type) {
        return choice(
                List.of(type.getEnumConstants()),
                value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** A duration, never without its unit. Written as in {@code 10s}, the bounds too. */
    static Scalar<Duration> duration(String least, String most) {
        long leastMillis = amount(least, TIMES).orElseThrow();
        long mostMillis = amount(most, TIMES).orElseThrow();
        return scalar(
                "a duration from " + least + " to " + most + " with its unit, ms, s, m, h or d",
                least,
                new Scalar.Json.Text("^[0-9]+(ms|s|m|h|d)$"),
                text ->
                        amount(text, TIMES)
                                .filter(n -> n >= leastMillis && n <= mostMillis)
                                .map(n -> Duration.of(n, ChronoUnit.MILLIS)));
    }

    /** A number of bytes, never without its unit. Written as in {@code 64KiB}, the bounds too. */
    static Scalar<Long> size(String least, String most) {
        long leastBytes = amount(least, SIZES).orElseThrow();
        long mostBytes = amount(most, SIZES).orElseThrow();
        return scalar(
                "a size from " + least + " to " + most + " with its unit, B, KiB, MiB or GiB",
                least,
                new Scalar.Json.Text("^[0-9]+(B|KiB|MiB|GiB)$"),
                text -> amount(text, SIZES).filter(n -> n >= leastBytes && n <= mostBytes));
    }

    /** A literal IPv4 or IPv6 address, without brackets. */
    static Scalar<InetAddress> address() {
        return scalar("an IPv4 or IPv6 address", "192.0.2.1", Scalar.Json.Text.ANY, Types::address);
    }

    static Optional<InetAddress> address(String text) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
    }

    /** A literal address and a port. */
    static Scalar<InetSocketAddress> endpoint() {
        return scalar(
                "ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080",
                "127.0.0.1:8080",
                new Scalar.Json.Text("^.+:[0-9]+$"),
                Types::endpoint);
    }

    static Scalar<Secret> secret() {
        return new Scalar<>(Secret.EXPECTED, "secret", Scalar.Json.Text.ANY, Secret::parse);
    }

    /** Any text but none. */
    static Scalar<String> text(String expected, String example) {
        return scalar(
                expected,
                example,
                Scalar.Json.Text.ANY,
                text -> Optional.of(text).filter(t -> !t.isEmpty()));
    }

    /** A name of the user's choice: it labels metrics and log lines. */
    static Scalar<String> name() {
        return scalar(
                Named.EXPECTED,
                "example",
                new Scalar.Json.Text("^" + Named.PATTERN + "$"),
                text -> Optional.of(text).filter(t -> t.matches(Named.PATTERN)));
    }

    /** A value of a feature's own; {@code parser} gives nothing where the text is wrong. */
    static <T> Scalar<T> scalar(
            String expected,
            String example,
            Scalar.Json json,
            Function<String, Optional<T>> parser) {
        return Scalar.of(
                expected,
                example,
                json,
                text ->
                        parser.apply(text)
                                .orElseThrow(
                                        () ->
                                                new IllegalArgumentException(
                                                        text + " (expected: " + expected + ')')));
    }

    static Optional<Integer> integer(String text, int least, int most) {
        return whole(text).filter(n -> n >= least && n <= most).map(Long::intValue);
    }

    static Optional<InetSocketAddress> endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetAddress address =
                NetUtil.createInetAddressFromIpAddressString(
                        bracketed ? host.substring(1, host.length() - 1) : host);
        if (address == null || bracketed != (address.getAddress().length == 16)) {
            return Optional.empty();
        }
        return whole(text.substring(colon + 1))
                .filter(port -> port <= 65_535)
                .map(port -> new InetSocketAddress(address, port.intValue()));
    }

    private static Optional<Long> amount(String text, List<Unit> units) {
        for (Unit unit : units) {
            if (text.endsWith(unit.name())) {
                Optional<Long> number =
                        whole(text.substring(0, text.length() - unit.name().length()));
                if (number.isPresent()) {
                    return number.map(n -> n * unit.factor());
                }
            }
        }
        return Optional.empty();
    }

    /** Digits and nothing else, few enough that no unit makes them overflow. */
    private static Optional<Long> whole(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return Optional.of(Long.parseLong(text));
    }

    private record Unit(String name, long factor) {}
}
