package org.portcullis.appliance.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class WebhookTest {
    private static final ObjectNode EVENT =
            JsonNodeFactory.instance.objectNode().put("event", "test").put("caller", "+49\"30");

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
            webhook.tell("call-1", EVENT);
            assertEquals(
                    "POST Bearer secret {\"event\":\"test\",\"caller\":\"+49\\\"30\"}",
                    received.take());
        }
    }

    @Test
    void shouldTryAgainUntilItIsTaken() throws Exception {
        answers.addAll(List.of(500, 302, 404));
        try (Webhook webhook = webhook("", 4)) {
            webhook.deliver("call-1", EVENT);
        }
        assertEquals(4, received.size());
        assertEquals(1, outcome("delivered").value());
        assertEquals(0, outcome("failed").value());
        assertFalse(received.take().contains("secret"));
    }

    @Test
    void shouldGiveUpAfterTheLastAttempt() throws Exception {
        answers.addAll(List.of(500, 500, 500));
        try (Webhook webhook = webhook("", 2)) {
            webhook.deliver("call-1", EVENT);
        }
        assertEquals(2, received.size());
        assertEquals(0, outcome("delivered").value());
        assertEquals(1, outcome("failed").value());
    }

    @Test
    void shouldGiveUpWhereNobodyListens() throws Exception {
        server.stop(0);
        try (Webhook webhook = webhook("", 2)) {
            webhook.deliver("call-1", EVENT);
        }
        assertEquals(1, outcome("failed").value());
    }

    @Test
    void shouldNotShowItsSecret() {
        assertFalse(hook("Bearer secret", 1).toString().contains("secret"));
    }

    private Webhook webhook(String authorization, int attempts) {
        return new Webhook(
                hook(authorization, attempts),
                "test",
                Duration.ofMillis(1),
                new Outcomes(outcome("delivered"), outcome("failed"), outcome("dropped")));
    }

    private Hook hook(String authorization, int attempts) {
        return new Hook(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calls"),
                authorization,
                Duration.ofSeconds(10),
                attempts);
    }

    private Counter outcome(String outcome) {
        return counters.counter("notices_total", "", "outcome", outcome);
    }
}
