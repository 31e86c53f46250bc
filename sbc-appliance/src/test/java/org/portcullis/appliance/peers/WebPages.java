package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server on loopback with one page at {@code /}, npm packages under {@code /modules/}, and
 * under {@code /turns/NAME} an answer that comes only when the test gives that turn.
 */
final class WebPages implements AutoCloseable {
    private static final String MODULES = "/modules/";
    private static final String TURNS = "/turns/";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CompletableFuture<byte[]>> turns = new ConcurrentHashMap<>();
    private final Path modules;
    private final byte[] page;
    private final HttpServer server;

    /**
     * Starts it.
     *
     * @param modules the directory that holds a directory for each npm package
     */
    WebPages(String page, Path modules) {
        this.page = page.getBytes(UTF_8);
        this.modules = modules.toAbsolutePath().normalize();
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The origin (RFC 6454) of its page, such as {@code http://127.0.0.1:20000}. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets the page go on with what it names so. */
    void giveTurn(String name) {
        turn(name).complete(new byte[0]);
    }

    private CompletableFuture<byte[]> turn(String name) {
        return turns.computeIfAbsent(name, _ -> new CompletableFuture<>());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith(MODULES)) {
                Path file = modules.resolve(path.substring(MODULES.length())).normalize();
                boolean found = file.startsWith(modules) && Files.isRegularFile(file);
                send(exchange, found, "text/javascript", found ? Files.readAllBytes(file) : page);
            } else if (path.startsWith(TURNS)) {
                String name = path.substring(TURNS.length());
                send(exchange, true, "text/plain", turn(name).join());
            } else {
                send(exchange, path.equals("/"), "text/html; charset=utf-8", page);
            }
        }
    }

    private static void send(HttpExchange exchange, boolean found, String type, byte[] body)
            throws IOException {
        if (!found) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow(); // a turn that was never given is waited for no longer
    }
}
