package org.portcullis.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Asks the admin server of a box. By the JDK's older client: it starts in a fraction of the time of
 * {@code java.net.http}, and asks once.
 */
final class AdminClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 60_000;

    static {
        System.setProperty("sun.net.http.retryPost", "false"); // what may have been done is not
        // asked for twice
    }

    private final AdminAccess.Known access;

    AdminClient(AdminAccess.Known access) {
        this.access = access;
    }

    /** What came of it. */
    sealed interface Reply {}

    /**
     * Done.
     *
     * @param text the answer as it came
     */
    record Good(String text, Map<String, Object> members) implements Reply {}

    /**
     * Not done.
     *
     * @param problems where there are several
     */
    record Bad(String why, List<String> problems, int exitCode) implements Reply {}

    Reply get(String path) {
        return ask("GET", path, Optional.empty());
    }

    Reply delete(String path) {
        return ask("DELETE", path, Optional.empty());
    }

    Reply post(String path) {
        return ask("POST", path, Optional.empty());
    }

    Reply post(String path, Map<String, String> members) {
        StringWriter body = new StringWriter();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            members.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        return ask("POST", path, Optional.of(body.toString()));
    }

    private Reply ask(String method, String path, Optional<String> body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create("http://" + access.server() + "/api/v1" + path)
                                    .toURL()
                                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setRequestMethod(method);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Authorization", "Bearer " + access.token().value());
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                body.ifPresent(
                        text -> connection.setRequestProperty("Content-Type", "application/json"));
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.orElse("").getBytes(UTF_8));
                }
            }
            return reply(connection);
        } catch (IOException e) {
            return new Bad(
                    "no answer from "
                            + access.server()
                            + ": "
                            + e.getMessage()
                            + " (expected: a box that runs and whose admin.listen is there)",
                    List.of(),
                    ExitCode.UNAVAILABLE);
        }
    }

    private Reply reply(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        InputStream stream =
                status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        String text = "";
        if (stream != null) {
            try (stream) {
                text = new String(stream.readAllBytes(), UTF_8);
            }
        }
        Map<String, Object> members = Json.object(text);
        if (status == 200) {
            return new Good(text, members);
        }
        String error = String.valueOf(members.getOrDefault("error", "the answer was " + status));
        if (status == 401) {
            return new Bad(
                    error
                            + ": the token of "
                            + access.tokenFrom()
                            + " is not that of the box at "
                            + access.server()
                            + " (expected: the right one in PORTCULLIS_TOKEN or --token-file)",
                    List.of(),
                    ExitCode.FAILURE);
        }
        List<String> problems =
                Json.list(members, "problems").stream().map(String::valueOf).toList();
        boolean usage = status == 400 || status == 422;
        return new Bad(error, problems, usage ? ExitCode.USAGE : ExitCode.FAILURE);
    }
}
