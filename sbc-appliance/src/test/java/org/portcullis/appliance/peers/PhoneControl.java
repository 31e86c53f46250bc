package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** baresip's control interface: commands, responses and events as JSON in netstrings over TCP. */
final class PhoneControl implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Socket socket;
    private final InputStream in;
    private final Deque<JsonNode> events = new ArrayDeque<>();

    private PhoneControl(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Empty while nothing listens. */
    static Optional<PhoneControl> connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return Optional.of(new PhoneControl(socket));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Has a command done that must succeed. */
    void command(String name, String parameters) {
        byte[] json =
                JSON.writeValueAsBytes(
                        JSON.createObjectNode().put("command", name).put("params", parameters));
        try {
            socket.getOutputStream().write((json.length + ":").getBytes(UTF_8));
            socket.getOutputStream().write(json);
            socket.getOutputStream().write(',');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode message = read();
        while (!message.has("response")) {
            events.add(message);
            message = read();
        }
        if (!message.path("ok").asBoolean()) {
            throw new AssertionError(name + " " + parameters + ": " + message);
        }
    }

    /** The next event of a type; those before it are forgotten. */
    JsonNode await(String type) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            JsonNode event = events.isEmpty() ? read() : events.remove();
            if (event.path("type").asString().equals(type)) {
                return event;
            }
            if (System.nanoTime() > deadline) { // events of other types go on all the time
                throw new AssertionError("no " + type);
            }
        }
    }

    private JsonNode read() {
        try {
            int length = 0;
            for (int digit = in.read(); digit != ':'; digit = in.read()) {
                if (digit < '0' || digit > '9') {
                    throw new AssertionError("no netstring but " + digit);
                }
                length = 10 * length + digit - '0';
            }
            byte[] json = in.readNBytes(length);
            if (in.read() != ',') {
                throw new AssertionError("no netstring");
            }
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("waited for after " + events, e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
