package org.portcullis.appliance.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.portcullis.appliance.webhook.Hook;

/** Reads a {@code webhook}. */
final class WebhookReader {
    private static final Scalar<URI> URL =
            Types.scalar(
                    "an http or https URL",
                    "https://alarm.example/calls",
                    new Scalar.Json.Text("^https?://"),
                    WebhookReader::url);

    static final Nested<Hook> FORM = new Nested<>(WebhookReader::read);

    private WebhookReader() {}

    private static Hook read(Section s) {
        return new Hook(
                s.required("url", URL, "Where it goes."),
                s.optional(
                                "authorization",
                                Types.secret(),
                                "The value of the Authorization header, such as `Bearer ...`.")
                        .map(Secret::value)
                        .orElse(""),
                s.value(
                        "timeout",
                        Types.duration("100ms", "1m"),
                        "5s",
                        "How long one attempt may take."),
                s.value(
                        "attempts",
                        Types.integer(1, 10),
                        "4",
                        "How often it is tried, 1, 4, 16 ... seconds apart, until it is answered"
                                + " 2xx."));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
