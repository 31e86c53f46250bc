package org.portcullis.appliance.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.emergency.EmergencyCall;

class WebhookTest {
    private static final EmergencyCall CALL =
            new EmergencyCall("+49\"30", "112", "carrier", "call-1", Instant.EPOCH);

    private final Counters counters = new Counters();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final HttpServer server;

    WebhookTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext(
                "/calls",
                exchange -> {
                    received.add(
                            exchange.getRequestMethod()
                                    + ' '
                                    + exchange.getRequestHeaders().getFirst("Authorization")
                                    + ' '
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    Integer answer = answers.poll();
                    exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldPostWhatIsToBeKnown() throws Exception {
        try (Webhook webhook = webhook("Bearer secret", 4)) {
            webhook.tell(CALL);
            assertEquals(
                    "POST Bearer secret {\"event\":\"emergency-call\",\"node\":\"edge\","
                            + "\"caller\":\"+49\\\"30\",\"number\":\"112\",\"peer\":\"carrier\","
                            + "\"call\":\"call-1\",\"time\":\"1970-01-01T00:00:00Z\"}",
                    received.take());
        }
    }

    @Test
    void shouldTryAgainUntilItIsTaken() throws Exception {
        answers.addAll(List.of(500, 302, 404));
        try (Webhook webhook = webhook("", 4)) {
            webhook.deliver(CALL);
        }
        assertEquals(4, received.size());
        assertEquals(1, outcome("delivered"));
        assertEquals(0, outcome("failed"));
        assertFalse(received.take().contains("secret"));
    }

    @Test
    void shouldGiveUpAfterTheLastAttempt() throws Exception {
        answers.addAll(List.of(500, 500, 500));
        try (Webhook webhook = webhook("", 2)) {
            webhook.deliver(CALL);
        }
        assertEquals(2, received.size());
        assertEquals(0, outcome("delivered"));
        assertEquals(1, outcome("failed"));
    }

    @Test
    void shouldGiveUpWhereNobodyListens() throws Exception {
        server.stop(0);
        try (Webhook webhook = webhook("", 2)) {
            webhook.deliver(CALL);
        }
        assertEquals(1, outcome("failed"));
    }

    @Test
    void shouldNotShowItsSecret() {
        assertFalse(hook("Bearer secret", 1).toString().contains("secret"));
    }

    private Webhook webhook(String authorization, int attempts) {
        return new Webhook(hook(authorization, attempts), "edge", Duration.ofMillis(1), counters);
    }

    private NoticeSettings.Hook hook(String authorization, int attempts) {
        return new NoticeSettings.Hook(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calls"),
                authorization,
                Duration.ofSeconds(10),
                attempts);
    }

    private long outcome(String outcome) {
        return counters.counter(
                        "portcullis_emergency_notices_total",
                        "",
                        "by",
                        "webhook",
                        "outcome",
                        outcome)
                .value();
    }
}
