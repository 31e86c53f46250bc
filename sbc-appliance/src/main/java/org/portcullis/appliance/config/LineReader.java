package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Optional;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.routing.register.LineSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.Trunk;

/** Reads {@code register} of a trunk: the registration of the box with a carrier. */
final class LineReader {
    private static final Scalar<SipUri> AOR =
            Types.scalar(
                    "a SIP URI with a user, such as sip:4930123@carrier.example",
                    "sip:100@carrier.example",
                    new Scalar.Json.Text("^sips?:.+@.+$"),
                    text ->
                            Uri.parse(new AsciiString(text)).orElse(null) instanceof SipUri uri
                                            && !uri.user().isEmpty()
                                    ? Optional.of(uri)
                                    : Optional.empty());

    private LineReader() {}

    /** What is written; the trunk says the rest. */
    record Keys(
            SipUri aor,
            Optional<NextHop> registrar,
            Optional<String> contactUser,
            Duration expires,
            Duration retry,
            Duration retryMost) {

        /** The line of a trunk; none where it cannot be, which is reported. */
        Optional<LineSettings> of(Section s, Trunk trunk) {
            Optional<NextHop> at = registrar.or(trunk::sendTo);
            if (at.isEmpty()) {
                s.problem(
                        s.place("register").child("registrar"),
                        "missing (expected: "
                                + PeerReader.NEXT_HOP.expected()
                                + ", as the trunk has no send-to)");
                return Optional.empty();
            }
            return Optional.of(
                    new LineSettings(
                            new Origin.Trunk(trunk.name()),
                            trunk.realm(),
                            at.get(),
                            aor,
                            contactUser.orElseGet(() -> aor.user().toString()),
                            expires,
                            retry,
                            retryMost));
        }
    }

    static Keys read(Section s) {
        return new Keys(
                s.required(
                        "aor",
                        AOR,
                        "The address-of-record that the carrier has given us. The trunk's `auth`"
                                + " answers its challenges."),
                s.optional(
                        "registrar",
                        PeerReader.NEXT_HOP,
                        "Who keeps it; the trunk's `send-to` by default. Every address behind a"
                                + " name is tried."),
                s.optional(
                        "contact-user",
                        Types.text("a user", "4930123"),
                        "The user in our Contact; that of `aor` by default."),
                s.value(
                        "expires",
                        Types.duration("1m", "7d"),
                        "1h",
                        "How long a registration is asked for. It is refreshed when three quarters"
                                + " of what was granted are over."),
                s.value(
                        "retry",
                        Types.duration("1s", "1h"),
                        "5s",
                        "How long the first attempt after a failure waits, by chance up to half of"
                                + " it less. Each further one waits twice as long."),
                s.value(
                        "retry-most",
                        Types.duration("1s", "1d"),
                        "5m",
                        "The longest of these waits. A Retry-After of the carrier may be longer, up"
                                + " to an hour."));
    }
}
