package org.portcullis.appliance.emergency;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.emergency.EmergencyCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells an HTTP server of emergency calls: a POST of JSON for each, on a virtual thread of its own,
 * tried again with growing pauses unless the server answers 2xx. Any thread.
 */
final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final int MOST_UNDER_WAY = 64;

    private final NoticeSettings.Hook hook;
    private final String node;
    private final Duration firstPause;
    private final Outcomes outcomes;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final HttpClient client;

    /**
     * @param node the name of this instance
     * @param firstPause between the first attempt and the second; each is four times the one before
     */
    Webhook(NoticeSettings.Hook hook, String node, Duration firstPause, Counters counters) {
        this.hook = hook;
        this.node = node;
        this.firstPause = firstPause;
        this.outcomes = Outcomes.of("webhook", counters);
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(hook.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** Tells of a call, soon. Does not block. */
    void tell(EmergencyCall call) {
        if (!room.tryAcquire()) {
            outcomes.dropped().increment();
            LOG.error("emergency notice dropped by=webhook call={}", call.callId());
            return;
        }
        Thread.ofVirtual()
                .name("emergency-webhook")
                .start(
                        () -> {
                            try {
                                deliver(call);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                room.release();
                            }
                        });
    }

    /** Tells of a call and waits until it is taken or given up. */
    void deliver(EmergencyCall call) throws InterruptedException {
        HttpRequest request = request(call);
        Duration pause = firstPause;
        for (int attempt = 1; attempt <= hook.attempts(); attempt++) {
            String answer = attempt(request);
            if (answer.isEmpty()) {
                outcomes.delivered().increment();
                LOG.info("emergency notice delivered by=webhook call={}", call.callId());
                return;
            }
            LOG.warn(
                    "emergency notice not taken by=webhook call={} attempt={} answer={}",
                    call.callId(),
                    attempt,
                    answer);
            if (attempt < hook.attempts()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(4);
            }
        }
        outcomes.failed().increment();
        LOG.error("emergency notice failed by=webhook call={}", call.callId());
    }

    /** Empty if it was taken, else why it was not. */
    private String attempt(HttpRequest request) throws InterruptedException {
        try {
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? "" : Integer.toString(status);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpRequest request(EmergencyCall call) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("event", "emergency-call");
        body.put("node", node);
        body.put("caller", call.caller());
        body.put("number", call.number());
        body.put("peer", call.peer());
        body.put("call", call.callId());
        body.put("time", call.time().toString());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hook.url())
                        .timeout(hook.timeout())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(body)));
        if (!hook.authorization().isEmpty()) {
            request.header("Authorization", hook.authorization());
        }
        return request.build();
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
