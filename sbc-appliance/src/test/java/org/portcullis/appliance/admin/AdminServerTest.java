package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;

/** The server over real sockets, asked by a real client and by hostile ones. */
class AdminServerTest {
    /** Long enough that no deadline passes in a test that is not about deadlines. */
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What a test waits for with nothing else to do. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final AdminLimits LIMITS = new AdminLimits(8, 2_048, 8_192, 1_000, LONG, LONG);
    private static final String BEARER =
            "Authorization: Bearer " + TestAdmin.TOKEN.value() + "\r\n";

    private final Counters counters = new Counters();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Optional<String> unready = Optional.empty();
    private CompletionStage<LiveCalls.Newest> calls =
            CompletableFuture.completedStage(
                    new LiveCalls.Newest(1, List.of(FakeCalls.answered("a", "<sip:1@x>"))));
    private AdminServer server = server(LIMITS);
    private InetSocketAddress address = started();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8, <title>Portcullis</title>",
        "/dashboard.css, text/css; charset=utf-8, prefers-color-scheme",
        "/dashboard.js, text/javascript; charset=utf-8, /api/v1/calls",
        "/icon.svg, image/svg+xml, <svg",
        "/health/live, application/json, {\"status\":\"live\"}",
        "/health/ready, application/json, {\"status\":\"ready\"}",
        "/metrics, text/plain; version=0.0.4; charset=utf-8,"
                + " portcullis_admin_connections_refused_total 0.0",
        "/api/v1/status, application/json,"
                + " '\"node\":\"edge-1\",\"version\":\"1.2\",\"startedAtMillis\":5,\"status\":\"ready\"'",
        "/api/v1/calls, application/json, \"total\":1"
    })
    void shouldServe(String path, String type, String part) throws Exception {
        HttpResponse<String> response = get(path);
        assertEquals(200, response.statusCode());
        assertEquals(type, response.headers().firstValue("content-type").orElse(""));
        assertTrue(response.body().contains(part), response.body());
    }

    @ParameterizedTest
    @CsvSource({
        "cache-control, no-store",
        "x-content-type-options, nosniff",
        "x-frame-options, DENY",
        "referrer-policy, no-referrer",
        "cross-origin-opener-policy, same-origin",
        "cross-origin-resource-policy, same-origin"
    })
    void shouldTellTheBrowserToBeStrict(String header, String value) throws Exception {
        assertEquals(value, get("/").headers().firstValue(header).orElse(""));
        assertEquals(value, get("/none").headers().firstValue(header).orElse(""));
    }

    @Test
    void shouldLetTheBrowserLoadFromHereOnly() throws Exception {
        String policy = get("/").headers().firstValue("content-security-policy").orElse("");
        assertTrue(
                policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"),
                policy);
        assertEquals(false, policy.contains("unsafe"));
        String page = get("/").body();
        assertEquals(false, page.contains("http://") || page.contains("https://"), page);
        assertEquals(false, page.contains("<style") || page.contains("style="), page);
    }

    @Test
    void shouldNotBeReadyWhileItTakesNoCalls() throws Exception {
        unready = Optional.of("draining");
        HttpResponse<String> response = get("/health/ready");
        assertEquals(503, response.statusCode());
        assertEquals("{\"status\":\"draining\"}\n", response.body());
        assertEquals(200, get("/health/live").statusCode());
        assertTrue(get("/api/v1/status").body().contains("\"status\":\"draining\""));
    }

    @Test
    void shouldSayWhatThereIsInsteadOfWhatIsNot() throws Exception {
        HttpResponse<String> response = get("/admin%22");
        assertEquals(404, response.statusCode());
        assertEquals(
                "{\"error\":\"/admin%22: not found (expected: one of /, /dashboard.css,"
                        + " /dashboard.js, /icon.svg, /health/live, /health/ready, /metrics,"
                        + " /api/v1/status, /api/v1/session, /api/v1/calls, /api/v1/calls/{id},"
                        + " /api/v1/openapi.json)\"}\n",
                response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"})
    void shouldRefuseToChangeAnything(String method) throws Exception {
        String answer =
                exchange(
                        method
                                + " /metrics HTTP/1.1\r\n"
                                + "Host: localhost\r\n"
                                + "Connection: close\r\n\r\n");
        assertEquals("HTTP/1.1 405 Method Not Allowed", firstLine(answer));
        assertTrue(answer.contains("allow: GET, HEAD"), answer);
        assertTrue(
                answer.endsWith("{\"error\":\"" + method + " (expected: GET, HEAD)\"}\n"), answer);
    }

    @Test
    void shouldAnswerHeadWithoutTheBody() throws Exception {
        HttpRequest head =
                HttpRequest.newBuilder(uri("/health/live"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build();
        HttpResponse<String> response = client.send(head, BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        assertEquals("18", response.headers().firstValue("content-length").orElse(""));
        assertEquals("", response.body());
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void shouldRefuseWhatIsNotARequestAndHangUp(String request, String status, String error)
            throws Exception {
        String answer = exchange(request);
        assertEquals("HTTP/1.1 " + status, firstLine(answer));
        assertTrue(answer.contains("connection: close"), answer);
        assertTrue(answer.endsWith("{\"error\":\"" + error + "\"}\n"), answer);
    }

    static List<Arguments> hostile() {
        String x = "x".repeat(10_000);
        String head = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        return List.of(
                Arguments.of(
                        "GET /" + x + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "414 Request-URI Too Long",
                        "the request line is too long"),
                Arguments.of(
                        "GET / HTTP/1.1\r\nHost: a\r\nX: " + x + "\r\n\r\n",
                        "431 Request Header Fields Too Large",
                        "the headers are too long"),
                Arguments.of(
                        "INVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n",
                        "400 Bad Request",
                        "not HTTP (expected: an HTTP/1.1 request)"),
                Arguments.of(
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001~a cipher \r\n\r\n",
                        "400 Bad Request",
                        "not HTTP (expected: an HTTP/1.1 request)"),
                Arguments.of(
                        head + "Bad Name: x\r\n\r\n",
                        "400 Bad Request",
                        "not HTTP (expected: an HTTP/1.1 request)"),
                Arguments.of(
                        head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
                        "400 Bad Request",
                        "not HTTP (expected: an HTTP/1.1 request)"),
                Arguments.of(
                        head + "Content-Length: 100000\r\n\r\n" + x + x,
                        "413 Request Entity Too Large",
                        "a body (expected: none)"),
                Arguments.of(
                        head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                        "413 Request Entity Too Large",
                        "a body (expected: none)"),
                Arguments.of(
                        head.replace("GET", "POST") + "Content-Length: 20000\r\n\r\n" + x + x,
                        "405 Method Not Allowed",
                        "POST (expected: GET, HEAD)"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400 Bad Request, Host: 0 (expected: 1)",
        "'Host: localhost\r\nHost: localhost\r\n', 400 Bad Request, Host: 2 (expected: 1)",
        "'Host: evil.example\r\n"
                + "', 421 Misdirected Request, Host: evil.example (expected: localhost or an address)",
        "'Host: evil.example:8080\r\n"
                + "', 421 Misdirected Request, Host: evil.example:8080 (expected: localhost or an"
                + " address)",
        "'Host: localhost.evil.example\r\n"
                + "', 421 Misdirected Request, Host: localhost.evil.example (expected: localhost or an"
                + " address)"
    })
    void shouldRefuseAHostThatDoesNotMeanThisOne(String host, String status, String error)
            throws Exception {
        String answer =
                exchange("GET /api/v1/calls HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
        assertEquals("HTTP/1.1 " + status, firstLine(answer));
        assertTrue(answer.endsWith("{\"error\":\"" + error + "\"}\n"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:8080",
                "10.0.0.1"
            })
    void shouldAcceptAHostThatMeansThisOne(String host) throws Exception {
        String answer =
                exchange(
                        "GET /health/live HTTP/1.1\r\nHost: "
                                + host
                                + "\r\nConnection: close\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK", firstLine(answer));
    }

    @Test
    void shouldAnswerPipelinedRequestsInTheirOrder() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String path = i % 3 == 0 ? "/api/v1/calls" : "/page-" + i;
            requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
            requests.append(BEARER);
            requests.append(i == 59 ? "Connection: close\r\n\r\n" : "\r\n");
        }
        String answers = exchange(requests.toString());
        int at = 0;
        for (int i = 0; i < 60; i++) {
            String mark = i % 3 == 0 ? "\"total\":1" : "/page-" + i + ":";
            int found = answers.indexOf(mark, at);
            assertTrue(found >= 0, mark);
            at = found;
        }
        assertEquals(60, answers.split("HTTP/1.1 ", -1).length - 1);
    }

    @Test
    void shouldCloseAfterAnHttp10Request() throws Exception {
        assertEquals("HTTP/1.1 200 OK", firstLine(exchange("GET /health/live HTTP/1.0\r\n\r\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /hea",
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"
            })
    void shouldHangUpOnWhoeverIsTooSlowToAsk(String part) throws Exception {
        restart(new AdminLimits(8, 2_048, 8_192, 1_000, SHORT, LONG));
        String answer = exchange(part);
        assertEquals(part.contains("live"), answer.contains("200 OK"));
    }

    @Test
    void shouldHangUpOnWhoeverDoesNotReadHisAnswer() throws Exception {
        calls =
                CompletableFuture.completedStage(
                        new LiveCalls.Newest(
                                1, List.of(FakeCalls.answered("a", "x".repeat(20_000_000)))));
        restart(new AdminLimits(8, 2_048, 8_192, 1_000, LONG, SHORT));
        try (Socket socket = connect()) {
            socket.setReceiveBufferSize(4_096);
            send(
                    socket,
                    "GET /api/v1/calls HTTP/1.1\r\nHost: localhost\r\n"
                            + BEARER
                            + "Connection: close\r\n\r\n");
            awaitConnections(0);
        }
    }

    @Test
    void shouldHangUpWhenTheAnswerDoesNotCome() throws Exception {
        calls = new CompletableFuture<>();
        restart(new AdminLimits(8, 2_048, 8_192, 1_000, LONG, SHORT));
        assertEquals(
                "",
                exchange("GET /api/v1/calls HTTP/1.1\r\nHost: localhost\r\n" + BEARER + "\r\n"));
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void shouldSayThatAnAnswerFailed() throws Exception {
        calls = CompletableFuture.failedStage(new IllegalStateException("broken"));
        restart(LIMITS);
        HttpResponse<String> response = get("/api/v1/calls");
        assertEquals(500, response.statusCode());
        assertEquals("{\"error\":\"failed; the log has the reason\"}\n", response.body());
    }

    @Test
    void shouldSayThatAnAnswerWasThrownAway() throws Exception {
        counters.gauge(
                "portcullis_broken",
                "A gauge that cannot be read.",
                () -> {
                    throw new IllegalStateException("broken");
                });
        assertEquals(500, get("/metrics").statusCode());
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void shouldRefuseConnectionsBeyondTheLimitAndTakeThemAgainLater() throws Exception {
        restart(new AdminLimits(2, 2_048, 8_192, 1_000, LONG, LONG));
        try (Socket first = connect()) {
            try (Socket second = connect()) {
                assertEquals(200, statusOn(first));
                assertEquals(200, statusOn(second));
                try (Socket third = connect()) {
                    assertEquals(-1, third.getInputStream().read());
                }
            }
            awaitConnections(1);
            assertEquals(200, get("/health/live").statusCode());
        }
    }

    @Test
    void shouldSayWhichAddressItCouldNotBind() {
        AdminServer other = server(LIMITS, AdminSettings.at(address));
        IOException thrown = assertThrows(IOException.class, other::start);
        assertEquals(
                "admin.listen: 127.0.0.1:"
                        + address.getPort()
                        + ": Address already in use (expected: an address of this host with a free"
                        + " port)",
                thrown.getMessage());
        other.close();
    }

    private AdminServer server(AdminLimits limits) {
        return server(limits, TestAdmin.settings());
    }

    private AdminServer server(AdminLimits limits, AdminSettings settings) {
        return TestAdmin.server(
                limits,
                settings,
                () -> unready,
                TestAdmin.calls(most -> calls),
                List.of(),
                counters);
    }

    private InetSocketAddress started() {
        try {
            return server.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restart(AdminLimits limits) {
        server.close();
        server = server(limits);
        address = started();
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", "Bearer " + TestAdmin.TOKEN.value())
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    /**
     * Sends bytes on a connection of their own and gives all that comes back until the server hangs
     * up.
     */
    private String exchange(String request) throws Exception {
        try (Socket socket = connect()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private int statusOn(Socket socket) throws Exception {
        send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        InputStream in = socket.getInputStream();
        return Integer.parseInt(new String(in.readNBytes(15), UTF_8).substring(9, 12));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000); // a server that neither answers nor hangs up fails the test
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String firstLine(String answer) {
        return answer.lines().findFirst().orElse("");
    }

    /** Waits until the server has no more than so many connections, which it alone can know. */
    private void awaitConnections(int most) {
        while (connections() > most) {
            Thread.onSpinWait();
        }
    }

    private long connections() {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals("portcullis_admin_connections"))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}
