package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.probe.ProbeSettings.Mode;

/** Reads how destinations are probed: of a set, and of one that is not as its set. */
final class ProbeReader {
    static final Scalar<SipUri> SIP_URI =
            Types.scalar(
                    "a SIP URI such as sip:monitor@sbc.example",
                    "sip:monitor@127.0.0.1",
                    new Scalar.Json.Text("^sips?:.+$"),
                    ProbeReader::uri);

    private static final Scalar<Mode> MODE =
            Types.choice(
                    List.of(Mode.ALL, Mode.FAILED_ONLY),
                    mode -> mode == Mode.ALL ? "all" : "failed-only");
    private static final Scalar<Method> METHOD =
            Scalar.of(
                    "a method such as OPTIONS",
                    "OPTIONS",
                    new Scalar.Json.Text("^[A-Z]+$"),
                    text -> Method.of(new AsciiString(text)));
    private static final Scalar<Integer> STATUS = Types.integer(200, 699);
    private static final Scalar<Duration> INTERVAL = Types.duration("100ms", "1d");
    private static final Scalar<Duration> TIMEOUT = Types.duration("10ms", "1d");
    private static final Scalar<Duration> RETRY_AFTER = Types.duration("0s", "1d");
    private static final Scalar<Integer> TIMES = Types.integer(1, 100);

    private ProbeReader() {}

    /** That of a set. */
    static ProbeSettings set(Section s) {
        boolean enabled =
                s.value("enabled", Types.truth(), "true", "Whether destinations are probed.");
        Mode mode =
                s.value(
                        "mode",
                        MODE,
                        "all",
                        "Who is probed: all, or those only that something has failed at, until it"
                                + " succeeds. Latency is known of those that are probed.");
        return new ProbeSettings(
                enabled ? mode : Mode.NEVER,
                s.value("interval", INTERVAL, "10s", "Time from one probe to the next."),
                s.value(
                        "timeout",
                        TIMEOUT,
                        "2s",
                        "How long an answer may take; at most the interval."),
                s.value(
                        "down-after",
                        TIMES,
                        "3",
                        "Failures in a row, of probes or calls, after which a destination is"
                                + " down."),
                s.value("up-after", TIMES, "1", "Answers in a row after which it is up again."),
                s.value(
                        "retry-after",
                        RETRY_AFTER,
                        "5m",
                        "For how long at most a destination is left alone that asks for it, by 503"
                                + " with Retry-After."),
                s.value("method", METHOD, "OPTIONS", "The method of the probe."),
                Set.copyOf(
                        s.list(
                                "alive",
                                STATUS,
                                List.of(),
                                "Further response codes that are signs of life. All are but 408,"
                                        + " 500, 502, 503, 504 and unknown ones from 506 on.")),
                s.optional("from", SIP_URI, "The probe's From; the box's address by default."),
                s.optional(
                        "request-uri",
                        SIP_URI,
                        "The probe's Request-URI and To; the destination's by default."));
    }

    /**
     * That of one destination.
     *
     * @param base what holds for what is not written
     */
    static ProbeSettings destination(Section s, ProbeSettings base) {
        Optional<Boolean> enabled =
                s.optional("enabled", Types.truth(), "Whether this destination is probed.");
        Optional<Mode> mode = s.optional("mode", MODE, "When it is probed.");
        Mode usual = base.mode() == Mode.NEVER ? Mode.ALL : base.mode();
        return new ProbeSettings(
                enabled.orElse(base.mode() != Mode.NEVER) ? mode.orElse(usual) : Mode.NEVER,
                s.optional("interval", INTERVAL, "As in the set's `probe`; so are the others.")
                        .orElse(base.interval()),
                s.optional("timeout", TIMEOUT, "How long an answer may take.")
                        .orElse(base.timeout()),
                s.optional("down-after", TIMES, "Failures in a row after which it is down.")
                        .orElse(base.downAfter()),
                s.optional("up-after", TIMES, "Answers in a row after which it is up again.")
                        .orElse(base.upAfter()),
                s.optional("retry-after", RETRY_AFTER, "How long it is left alone at most.")
                        .orElse(base.longestRetryAfter()),
                s.optional("method", METHOD, "The method of the probe.").orElse(base.method()),
                s.optional("alive", new Items<>(STATUS, 0), "Further response codes that are good.")
                        .map(Set::copyOf)
                        .orElse(base.alive()),
                s.optional("from", SIP_URI, "The probe's From.").or(base::from),
                s.optional("request-uri", SIP_URI, "The probe's Request-URI and To.")
                        .or(base::requestUri));
    }

    private static Optional<SipUri> uri(String text) {
        return Uri.parse(new AsciiString(text)).orElse(null) instanceof SipUri uri
                ? Optional.of(uri)
                : Optional.empty();
    }
}
