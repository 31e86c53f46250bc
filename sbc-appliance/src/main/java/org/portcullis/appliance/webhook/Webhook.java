package org.portcullis.appliance.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells an HTTP server of events: a POST of JSON for each, on a virtual thread of its own, tried
 * again with growing pauses unless the server answers 2xx. Any thread.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final int MOST_UNDER_WAY = 64;

    private final Hook hook;
    private final String what;
    private final Duration firstPause;
    private final Outcomes outcomes;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final HttpClient client;

    /**
     * @param what is told, for the log
     * @param firstPause between the first attempt and the second; each is four times the one before
     */
    public Webhook(Hook hook, String what, Duration firstPause, Outcomes outcomes) {
        this.hook = hook;
        this.what = what;
        this.firstPause = firstPause;
        this.outcomes = outcomes;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(hook.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * Tells of an event, soon. Does not block.
     *
     * @param id of the event, for the log
     */
    public void tell(String id, ObjectNode event) {
        if (!room.tryAcquire()) {
            outcomes.dropped().increment();
            LOG.error("{} notice dropped by=webhook id={}", what, id);
            return;
        }
        Thread.ofVirtual()
                .name("webhook")
                .start(
                        () -> {
                            try {
                                deliver(id, event);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                room.release();
                            }
                        });
    }

    /** Tells of an event and waits until it is taken or given up. */
    void deliver(String id, ObjectNode event) throws InterruptedException {
        HttpRequest request = request(event);
        Duration pause = firstPause;
        for (int attempt = 1; attempt <= hook.attempts(); attempt++) {
            String answer = attempt(request);
            if (answer.isEmpty()) {
                outcomes.delivered().increment();
                LOG.info("{} notice delivered by=webhook id={}", what, id);
                return;
            }
            LOG.warn(
                    "{} notice not taken by=webhook id={} attempt={} answer={}",
                    what,
                    id,
                    attempt,
                    answer);
            if (attempt < hook.attempts()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(4);
            }
        }
        outcomes.failed().increment();
        LOG.error("{} notice failed by=webhook id={}", what, id);
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

    private HttpRequest request(ObjectNode event) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hook.url())
                        .timeout(hook.timeout())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(event)));
        if (!hook.authorization().isEmpty()) {
            request.header("Authorization", hook.authorization());
        }
        return request.build();
    }

    /** Whether nothing is under way. */
    public boolean idle() {
        return room.availablePermits() == MOST_UNDER_WAY;
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
