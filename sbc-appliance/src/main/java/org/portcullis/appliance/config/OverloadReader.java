package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.security.overload.OverloadSettings;
import org.portcullis.security.overload.OverloadSettings.Lag;
import org.portcullis.security.overload.OverloadSettings.Level;

/** Reads {@code overload}. */
final class OverloadReader {
    private static final Scalar<Integer> PERCENT =
            Types.scalar(
                    "1%-100%",
                    "90%",
                    new Scalar.Json.Text("^[0-9]+%$"),
                    text ->
                            text.endsWith("%")
                                    ? Types.integer(text.substring(0, text.length() - 1), 1, 100)
                                    : Optional.empty());

    private OverloadReader() {}

    static OverloadSettings read(Section s) {
        Lag lag =
                new Lag(
                        s.value(
                                "loop-lag",
                                Types.duration("20ms", "1m"),
                                "200ms",
                                "How late a loop may be with its timers, twice in a row."),
                        s.value(
                                "loop-lag-recover",
                                Types.duration("10ms", "1m"),
                                "50ms",
                                "Below this it is well again."));
        Level heap =
                new Level(
                        s.value(
                                "heap",
                                PERCENT,
                                "90%",
                                "How much of the heap may be in use after a collection."),
                        s.value("heap-recover", PERCENT, "80%", "Below this it is well again."));
        Level transactions =
                new Level(
                        s.value(
                                "transactions",
                                PERCENT,
                                "90%",
                                "How much of a loop's share of `limits.transactions` may be in"
                                        + " use."),
                        s.value(
                                "transactions-recover",
                                PERCENT,
                                "80%",
                                "Below this it is well again."));
        return new OverloadSettings(
                lag,
                heap,
                transactions,
                s.value(
                        "recover-after",
                        Types.duration("0s", "1h"),
                        "2s",
                        "How long each of them has to be well before calls are taken again."));
    }
}
