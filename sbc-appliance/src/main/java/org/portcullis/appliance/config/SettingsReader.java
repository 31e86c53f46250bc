package org.portcullis.appliance.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.portcullis.appliance.admin.AdminSettings;
import org.portcullis.appliance.admin.Token;
import org.portcullis.appliance.admin.TokenFile;
import org.portcullis.appliance.log.LogSettings;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.security.flood.FloodSettings;

/** Reads the sections that hold single settings, one method each. */
final class SettingsReader {
    private static final int MOST = 10_000_000;

    private static final Either<Optional<Duration>> REACTION =
            new Either<>(
                    Types.scalar(
                            "drop",
                            "drop",
                            new Scalar.Json.Word(List.of("drop")),
                            text ->
                                    text.equals("drop")
                                            ? Optional.of(Optional.empty())
                                            : Optional.empty()),
                    new OneOf<>(
                            List.of(
                                    new OneOf.Choice<>(
                                            "ban",
                                            EdgeReader.BAN_TIME.map(Optional::of),
                                            "For how long; the next time twice as long."))));

    /** Only for a file that is refused and for the reference. */
    private static final Token NO_TOKEN = new Token("0123456789abcdef");

    private static final FileOf<Token> TOKEN_FILE =
            new FileOf<>("one token, " + Token.EXPECTED, NO_TOKEN, SettingsReader::token);

    private SettingsReader() {}

    static FloodSettings flood(Section s, Set<String> groups) {
        return new FloodSettings(
                s.value(
                        "sampling-unit",
                        Types.duration("100ms", "1d"),
                        "2s",
                        "The length of a window."),
                s.value(
                        "density",
                        Types.integer(1, 1_000_000),
                        "30",
                        "Messages of one source in a window from which on it is blocked."),
                s.value(
                        "remove-latency",
                        Types.duration("1s", "1d"),
                        "120s",
                        "How long a source is remembered after its last message."),
                s.list(
                        "exempt",
                        Reference.toName("address-groups", groups),
                        List.of(),
                        "Address groups that are never counted."),
                s.optional(
                                "reaction",
                                REACTION,
                                "What becomes of a blocked source: `drop` ignores it until it calms"
                                        + " down, `ban` for longer. `drop` by default.")
                        .flatMap(ban -> ban));
    }

    static LimitSettings limits(Section s) {
        int calls =
                s.value(
                        "calls",
                        Types.integer(1, MOST),
                        "20000",
                        "Calls that stand at a time; one more is refused.");
        return new LimitSettings(
                LimitsReader.box(s, calls),
                s.value(
                        "subscriptions",
                        Types.integer(1, MOST),
                        "50000",
                        "Subscriptions (RFC 6665) that stand at a time; one more is answered"
                                + " 503."),
                s.value(
                        "registrations",
                        Types.integer(1, MOST),
                        "100000",
                        "Phones that are registered through the box at a time; one more is answered"
                                + " 503."),
                s.value(
                        "transactions",
                        Types.integer(1, MOST),
                        "200000",
                        "SIP transactions that are open at a time; a request beyond them is"
                                + " answered 503."));
    }

    static TransportSettings transport(Section s) {
        IoEngine io =
                s.value(
                        "io",
                        Types.choice(List.of(IoEngine.values()), IoEngine::label),
                        "epoll",
                        "The system interface under the event loops; `nio` runs everywhere.");
        io.unavailable().ifPresent(why -> s.problem(s.place("io"), why));
        int loops =
                s.value(
                        "loops",
                        Types.integerOr("auto", processors(), 1, Identifiers.MAX_LOOPS),
                        "auto",
                        "Threads that do all signalling and media; `auto` is one for each"
                                + " processor.");
        return new TransportSettings(
                io,
                loops,
                s.section("connections", SettingsReader::connections, "What connections may cost."),
                s.value(
                        "certificate-check",
                        Types.duration("100ms", "1d"),
                        "10s",
                        "How often certificate files are looked at. Changed ones are taken when a"
                                + " second look finds them as the first; connections stay."));
    }

    private static StreamLimits connections(Section s) {
        return new StreamLimits(
                s.value("total", Types.integer(1, MOST), "10000", "In all; more are refused."),
                s.value(
                        "per-source",
                        Types.integer(1, MOST),
                        "200",
                        "Accepted from one address; more are closed at once."),
                s.value(
                        "connect-timeout",
                        Types.duration("100ms", "1m"),
                        "4s",
                        "How long a connection of ours may take to be made."),
                s.value(
                        "message-timeout",
                        Types.duration("100ms", "1h"),
                        "10s",
                        "How long a message may take from its first byte to its last."),
                s.value(
                        "handshake-timeout",
                        Types.duration("100ms", "1m"),
                        "5s",
                        "How long the handshakes of TLS and WebSocket may take together."),
                s.value(
                        "handshakes",
                        Types.integer(1, MOST),
                        "500",
                        "Handshakes that peers have begun and that are not over; more are closed at"
                                + " once."),
                s.value(
                        "idle-timeout",
                        Types.duration("1s", "1d"),
                        "10m",
                        "How long a connection may be silent before it is closed."),
                Math.toIntExact(
                        s.value(
                                "outbound",
                                Types.size("64KiB", "1GiB"),
                                "1MiB",
                                "What may wait for a slow reader; beyond it the connection is"
                                        + " closed.")));
    }

    static SipLimits sip(Section s) {
        return new SipLimits(
                bytes(s, "message", "65535B", "A whole message."),
                s.value("header-lines", Types.integer(10, 10_000), "128", "Header lines."),
                bytes(s, "line", "8KiB", "A header line with its folds, or the start line."),
                s.value("vias", Types.integer(1, 1_000), "70", "Via values."),
                s.value(
                        "uris",
                        Types.integer(1, 1_000),
                        "32",
                        "Addresses in Contact, in Route and in Record-Route, each."),
                bytes(s, "body", "48KiB", "A body."));
    }

    private static int bytes(Section s, String key, String byDefault, String help) {
        return Math.toIntExact(s.value(key, Types.size("256B", "65535B"), byDefault, help));
    }

    static SipTimers timers(Section s) {
        return new SipTimers(
                s.value("t1", Types.duration("10ms", "10s"), "500ms", "Round-trip estimate."),
                s.value(
                        "t2",
                        Types.duration("10ms", "1m"),
                        "4s",
                        "The longest interval between retransmissions; at least `t1`."),
                s.value(
                        "t4",
                        Types.duration("10ms", "1m"),
                        "5s",
                        "How long a message may remain in the network; at least `t1`."),
                s.value(
                        "c",
                        Types.duration("1s", "1h"),
                        "185s",
                        "How long an INVITE may ring without a final response."));
    }

    static AdminSettings admin(Section s) {
        AdminSettings settings =
                new AdminSettings(
                        s.value(
                                "listen",
                                Types.endpoint(),
                                "127.0.0.1:8080",
                                "Where health, metrics, the API and the dashboard are served, by"
                                        + " HTTP."),
                        s.optional(
                                "token-file",
                                TOKEN_FILE,
                                "The token that the API and the dashboard ask for, in the first"
                                        + " line. Where it is not written, `admin.token` in the"
                                        + " `state-directory`, made at the first start."),
                        s.value(
                                "metrics",
                                Types.choice(AdminSettings.Metrics.class),
                                "auto",
                                "Who may read `/metrics`: `open` is everybody, `token` who has the"
                                        + " token, `auto` everybody where `listen` is a loopback"
                                        + " address, else who has the token."),
                        s.value(
                                "session",
                                Types.duration("1m", "30d"),
                                "12h",
                                "How long a browser that was given the token need not be given it"
                                        + " again."));
        s.claim(s.place("listen"), false, settings.listen());
        return settings;
    }

    private static Token token(Path file, Consumer<String> problems) {
        try {
            return TokenFile.read(file);
        } catch (NoSuchFileException e) {
            problems.accept(file + ": no such file (expected: a file with a token)");
        } catch (IOException e) {
            problems.accept(String.valueOf(e.getMessage()));
        }
        return NO_TOKEN;
    }

    static LogSettings log(Section s) {
        return new LogSettings(
                s.value(
                        "format",
                        Types.choice(LogSettings.Format.class),
                        "text",
                        "`text` is `key=value` pairs, `json` one object a line."),
                s.value(
                        "level",
                        Types.choice(LogSettings.Level.class),
                        "info",
                        "What is logged: this and everything more serious."));
    }

    static ShutdownSettings shutdown(Section s) {
        return new ShutdownSettings(
                s.value(
                        "drain",
                        Types.duration("0s", "1d"),
                        "0s",
                        "How long calls may go on; new ones get 503."),
                s.value(
                        "hangup",
                        Types.duration("0s", "1m"),
                        "4s",
                        "How long their ends may take then: BYE on both legs and the answers to"
                                + " it."));
    }

    private static int processors() {
        return Math.min(Runtime.getRuntime().availableProcessors(), Identifiers.MAX_LOOPS);
    }
}
