package org.portcullis.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is let in, and what else an operation asks of a request, over real sockets. */
class AccessTest {
    private static final Field<String> NAME = Field.text("name", Field.In.PATH, "A name.");
    private static final Field<String> COLOUR =
            Field.word("colour", Field.In.BODY, List.of("red", "blue"), "A colour.");
    private static final Field<String> NOTE = Field.text("note", Field.In.BODY, "A note.").orNone();
    private static final Field<String> SHADE =
            Field.text("shade", Field.In.QUERY, "A shade.").orNone();

    private final Counters counters = new Counters();
    private final List<String> done = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private AdminServer server = server(TestAdmin.settings());
    private InetSocketAddress address = start();

    private AdminServer server(AdminSettings settings) {
        Resource paint =
                () ->
                        List.of(
                                Operation.post(
                                        "/api/v1/paint/{name}",
                                        "Paints something.",
                                        List.of(NAME, COLOUR, NOTE),
                                        this::painted),
                                Operation.delete(
                                        "/api/v1/paint/{name}",
                                        "Strips something.",
                                        List.of(NAME, SHADE),
                                        this::stripped));
        return TestAdmin.server(
                AdminLimits.DEFAULT,
                settings,
                Optional::empty,
                TestAdmin.calls(
                        most ->
                                CompletableFuture.completedStage(
                                        new LiveCalls.Newest(0, List.of()))),
                List.of(paint),
                counters);
    }

    private CompletableFuture<Answer> painted(Arguments given) {
        done.add(given.get(NAME) + ' ' + given.get(COLOUR) + ' ' + given.find(NOTE) + given.by());
        return CompletableFuture.completedFuture(Answer.ok("text/plain", "painted"));
    }

    private CompletableFuture<Answer> stripped(Arguments given) {
        done.add("stripped " + given.get(NAME) + given.find(SHADE).orElse(""));
        return CompletableFuture.completedFuture(Answer.ok("text/plain", "stripped"));
    }

    private InetSocketAddress start() {
        try {
            return server.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/status", "/api/v1/calls"})
    void shouldShowNothingWithoutTheToken(String path) throws Exception {
        HttpResponse<String> response = send(request(path));
        assertEquals(401, response.statusCode());
        assertEquals("Bearer", response.headers().firstValue("www-authenticate").orElse(""));
        assertEquals(
                "{\"error\":\"no token (expected: Authorization: Bearer TOKEN)\"}\n",
                response.body());
        assertEquals(1, refused("missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer a-token-for-the-test, 401",
        "Bearer a-token-for-the-testss, 401",
        "Bearer, 401",
        "Basic YTphLXRva2VuLWZvci10aGUtdGVzdHM=, 401",
        "a-token-for-the-tests, 401",
        "Bearer a-token-for-the-tests, 200",
        "bearer a-token-for-the-tests, 200"
    })
    void shouldAskForTheWholeToken(String header, int status) throws Exception {
        HttpResponse<String> response =
                send(request("/api/v1/status").header("Authorization", header));
        assertEquals(status, response.statusCode());
        assertFalse(response.body().contains("a-token"), response.body());
        assertEquals(status == 401 ? 1 : 0, refused("wrong"));
    }

    @ParameterizedTest
    @CsvSource({"AUTO, 200", "OPEN, 200", "TOKEN, 401"})
    void shouldShowTheMetricsAsConfigured(AdminSettings.Metrics metrics, int status)
            throws Exception {
        server.close();
        AdminSettings as = TestAdmin.settings();
        server = server(new AdminSettings(as.listen(), Optional.empty(), metrics, as.session()));
        address = start();
        assertEquals(status, send(request("/metrics")).statusCode());
        assertEquals(200, send(bearer("/metrics")).statusCode());
        assertEquals(200, send(request("/health/live")).statusCode());
    }

    @Test
    void shouldShowTheMetricsAsChangedWhileItRuns() throws Exception {
        AdminSettings as = TestAdmin.settings();
        assertEquals(200, send(request("/metrics")).statusCode());
        for (int status : new int[] {401, 200}) {
            AdminSettings.Metrics metrics =
                    status == 401 ? AdminSettings.Metrics.TOKEN : AdminSettings.Metrics.OPEN;
            server.use(
                            TestAdmin.TOKEN,
                            new AdminSettings(as.listen(), Optional.empty(), metrics, as.session()))
                    .toCompletableFuture()
                    .join();
            assertEquals(status, send(request("/metrics")).statusCode());
            assertEquals(200, send(bearer("/metrics")).statusCode());
            assertEquals(200, send(bearer("/api/v1/calls")).statusCode());
            String document = send(bearer("/api/v1/openapi.json")).body();
            JsonNode get = JsonMapper.shared().readTree(document).at("/paths/~1metrics/get");
            assertEquals(status == 401 ? 2 : 0, get.get("security").size(), document);
        }
    }

    @Test
    void shouldNotShowTheMetricsBeyondTheHostByDefault() {
        assertFalse(metricsOpen("0.0.0.0"));
        assertFalse(metricsOpen("192.0.2.1"));
        assertTrue(metricsOpen("::1"));
    }

    private static boolean metricsOpen(String listen) {
        return AdminSettings.at(new InetSocketAddress(InetAddress.ofLiteral(listen), 1))
                .metricsOpen();
    }

    @Test
    void shouldGiveABrowserASessionForTheTokenOnce() throws Exception {
        HttpResponse<String> response = send(login(TestAdmin.TOKEN.value()));
        assertEquals(200, response.statusCode());
        String set = response.headers().firstValue("set-cookie").orElse("");
        assertTrue(
                set.matches(
                        "portcullis-session-"
                                + address.getPort()
                                + "=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly;"
                                + " SameSite=Strict"),
                set);
        String cookie = set.substring(0, set.indexOf(';'));
        assertEquals(200, send(request("/api/v1/status").header("Cookie", cookie)).statusCode());
        String other = cookie.substring(0, cookie.length() - 1) + '~';
        assertEquals(401, send(request("/api/v1/status").header("Cookie", other)).statusCode());

        HttpResponse<String> left =
                send(
                        request("/api/v1/session")
                                .header("Cookie", cookie)
                                .header("Sec-Fetch-Site", "same-origin")
                                .DELETE());
        assertEquals(200, left.statusCode());
        assertTrue(left.headers().firstValue("set-cookie").orElse("").contains("Max-Age=0;"));
        assertEquals(401, send(request("/api/v1/status").header("Cookie", cookie)).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, same-origin, 200",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, none, 403",
        "Origin, http://HOST, 200",
        "Origin, http://evil.example, 403",
        "Origin, null, 403",
        "Referer, http://HOST/, 403"
    })
    void shouldChangeNothingForAPageOfAnotherSite(String header, String value, int status)
            throws Exception {
        String cookie = session();
        String its = value.replace("HOST", "127.0.0.1:" + address.getPort());
        HttpRequest.Builder change =
                request("/api/v1/paint/wall").header("Cookie", cookie).header(header, its);
        assertEquals(status, send(change.DELETE()).statusCode());
        assertEquals(status == 200 ? List.of("stripped wall") : List.of(), done);
        assertEquals(status == 200 ? 0 : 1, refused("cross-site"));
        HttpRequest.Builder entry =
                request("/api/v1/session")
                        .header(header, its)
                        .header("Content-Type", "application/json");
        String body = "{\"token\":\"" + TestAdmin.TOKEN.value() + "\"}";
        assertEquals(status, send(entry.POST(BodyPublishers.ofString(body))).statusCode());
    }

    @Test
    void shouldNotListenToWhoHasGuessedTooOften() throws Exception {
        for (int i = 0; i < FailureLimit.BURST; i++) {
            assertEquals(401, send(login("a-token-that-is-wrong")).statusCode());
        }
        HttpResponse<String> limited = send(bearer("/api/v1/status"));
        assertEquals(429, limited.statusCode());
        assertEquals("1", limited.headers().firstValue("retry-after").orElse(""));
        assertEquals("{\"error\":\"too many wrong tokens from 127.0.0.1\"}\n", limited.body());
        assertEquals(FailureLimit.BURST, refused("wrong"));
        assertEquals(1, refused("limited"));
        assertEquals(200, send(request("/health/live")).statusCode());
    }

    @Test
    void shouldEndEverySessionWithItsToken() throws Exception {
        String cookie = session();
        server.use(new Token("another-token-of-the-box"), TestAdmin.settings())
                .toCompletableFuture()
                .join();
        assertEquals(401, send(request("/api/v1/status").header("Cookie", cookie)).statusCode());
        assertEquals(401, send(bearer("/api/v1/status")).statusCode());
        assertEquals(
                200,
                send(request("/api/v1/status")
                                .header("Authorization", "Bearer another-token-of-the-box"))
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"colour\":\"red\"} | 200 | painted",
                "{\"colour\":\"red\",\"note\":\"x\"} | 200 | painted",
                "{\"colour\":\"red\",\"note\":null} | 200 | painted",
                "{\"colour\":\"green\"} | 400 | colour: green (expected: one of red, blue)",
                "{\"note\":\"x\"} | 400 | colour: missing (expected: one of red, blue)",
                "{\"colour\":\"red\",\"size\":1} | 400 | size: unknown (expected: colour, note)",
                "{\"colour\":\"red\",\"note\":\"\"} | 400 | note:  (expected: 1 to 256",
                "{\"colour\":\"red\",\"colour\":\"red\"} | 400 | the body (expected: a JSON object",
                "{\"colour\":[]} | 400 | the body (expected: a JSON object",
                "{\"colour\":\"red\"}{} | 400 | the body (expected: a JSON object",
                "[] | 400 | the body (expected: a JSON object",
                "'{' | 400 | the body (expected: a JSON object",
                "'' | 400 | the body (expected: a JSON object"
            })
    void shouldSayWhatIsWrongWithABody(String body, int status, String part) throws Exception {
        HttpResponse<String> response =
                send(
                        bearer("/api/v1/paint/a%20b+c%2Fd")
                                .header("Content-Type", "application/json; charset=utf-8")
                                .POST(BodyPublishers.ofString(body)));
        assertTrue(response.body().contains(part), response.body());
        assertEquals(status, response.statusCode());
        assertEquals(status == 200 ? 1 : 0, done.size());
        assertTrue(done.stream().allMatch(it -> it.startsWith("a b+c/d red ")), done.toString());
        assertTrue(done.stream().allMatch(it -> it.endsWith("token@127.0.0.1")), done.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, 10, 415, Content-Type: text/plain (expected: application/json)",
        "application/json, 9000, 413, the body is too large (expected: at most 8192 bytes)"
    })
    void shouldNotReadABodyThatItDoesNotTake(String type, int size, int status, String why)
            throws Exception {
        HttpResponse<String> response =
                send(
                        bearer("/api/v1/paint/wall")
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString("x".repeat(size))));
        assertEquals(status, response.statusCode());
        assertEquals("{\"error\":\"" + why + "\"}\n", response.body());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/paint/wall?shade=dark, 200, stripped",
        "/api/v1/paint/wall?tone=dark, 400, tone: unknown (expected: shade)",
        "/api/v1/paint/, 404, not found",
        "/api/v1/paint/a/b, 404, not found"
    })
    void shouldReadPathAndQuery(String path, int status, String part) throws Exception {
        HttpResponse<String> response = send(bearer(path).DELETE());
        assertEquals(status, response.statusCode());
        assertTrue(response.body().contains(part), response.body());
    }

    @Test
    void shouldSayWhichMethodsAPathTakes() throws Exception {
        HttpResponse<String> response = send(bearer("/api/v1/paint/wall"));
        assertEquals(405, response.statusCode());
        assertEquals("POST, DELETE", response.headers().firstValue("allow").orElse(""));
    }

    @Test
    void shouldDescribeExactlyWhatItServes() throws Exception {
        JsonNode document =
                JsonMapper.shared().readTree(send(request("/api/v1/openapi.json")).body());
        assertEquals("3.1.0", document.at("/openapi").asString());
        List<String> paths = new ArrayList<>();
        document.at("/paths").propertyNames().forEach(paths::add);
        String served = send(bearer("/api/none")).body();
        List<String> expected =
                List.of(served.substring(served.indexOf("/,"), served.lastIndexOf(')')).split(", "))
                        .stream()
                        .filter(path -> path.matches("/(api|health|metrics).*"))
                        .toList();
        assertEquals(expected, paths);
        JsonNode post = document.at("/paths").get("/api/v1/paint/{name}").get("post");
        assertEquals(
                "[\"colour\"]",
                post.at("/requestBody/content/application~1json/schema/required").toString());
        assertEquals("name", post.at("/parameters/0/name").asString());
        assertEquals("[{\"token\":[]},{\"session\":[]}]", post.at("/security").toString());
        JsonNode health = document.at("/paths").get("/health/live").get("get");
        assertEquals("[]", health.at("/security").toString());
    }

    @Test
    void shouldHangUpACall() throws Exception {
        assertEquals("{\"id\":\"a\"}\n", send(bearer("/api/v1/calls/a").DELETE()).body());
        HttpResponse<String> none = send(bearer("/api/v1/calls/b").DELETE());
        assertEquals(404, none.statusCode());
        assertTrue(none.body().contains("id: b: no such call"), none.body());
    }

    @Test
    void shouldForgetOldSessionsAndTheOldestOfTooMany() {
        Sessions sessions = new Sessions(new Random(1));
        String first = sessions.open(Duration.ofMillis(10), 0);
        assertTrue(sessions.isOpen(first, 9));
        assertFalse(sessions.isOpen(first, 10));
        String second = sessions.open(Duration.ofMillis(100), 0);
        for (int i = 0; i < Sessions.MOST; i++) {
            assertTrue(i == Sessions.MOST - 1 || sessions.isOpen(second, 50));
            sessions.open(Duration.ofMillis(100), 50);
        }
        assertFalse(sessions.isOpen(second, 50));
    }

    @Test
    void shouldLimitASourceByItself() throws Exception {
        FailureLimit limit = new FailureLimit();
        InetAddress bad = InetAddress.ofLiteral("2001:db8::1");
        for (int i = 0; i < FailureLimit.BURST; i++) {
            assertEquals(0, limit.waitMillis(bad, 0));
            limit.failed(bad, 0);
        }
        assertEquals(1_000, limit.waitMillis(bad, 0));
        assertEquals(1_000, limit.waitMillis(InetAddress.ofLiteral("2001:db8::2"), 0));
        assertEquals(0, limit.waitMillis(InetAddress.ofLiteral("2001:db8:0:1::1"), 0));
        assertEquals(0, limit.waitMillis(bad, 1_000));
        limit.failed(bad, 1_000);
        assertEquals(1_000, limit.waitMillis(bad, 1_000));
    }

    private String session() throws Exception {
        String set =
                send(login(TestAdmin.TOKEN.value()))
                        .headers()
                        .firstValue("set-cookie")
                        .orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private HttpRequest.Builder login(String token) {
        return request("/api/v1/session")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}"));
    }

    private HttpRequest.Builder bearer(String path) {
        return request(path).header("Authorization", "Bearer " + TestAdmin.TOKEN.value());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private long refused(String reason) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals("portcullis_admin_refused_total"))
                .filter(sample -> sample.labels().contains(reason))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }
}
