package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, speaking SIP. */
final class WsPeer implements AutoCloseable, WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final HttpClient client;
    private final WebSocket socket;

    private WsPeer(InetSocketAddress to, @Nullable SSLContext tls) throws Exception {
        HttpClient.Builder builder = HttpClient.newBuilder();
        if (tls != null) {
            builder.sslContext(tls);
        }
        client = builder.build();
        String host = to.getAddress().getHostAddress();
        String authority = (host.contains(":") ? '[' + host + ']' : host) + ':' + to.getPort();
        socket =
                client.newWebSocketBuilder()
                        .subprotocols("sip")
                        .header("Origin", "https://Phone.example")
                        .buildAsync(
                                URI.create((tls == null ? "ws://" : "wss://") + authority + "/any"),
                                this)
                        .get(Box.PATIENCE_SECONDS, SECONDS);
    }

    static WsPeer connect(InetSocketAddress to) throws Exception {
        return new WsPeer(to, null);
    }

    static WsPeer connect(InetSocketAddress to, SSLContext tls) throws Exception {
        return new WsPeer(to, tls);
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void send(String text) throws Exception {
        socket.sendText(text, true).get(Box.PATIENCE_SECONDS, SECONDS);
    }

    void sendPart(String text, boolean last) throws Exception {
        socket.sendText(text, last).get(Box.PATIENCE_SECONDS, SECONDS);
    }

    void sendBinary(String text) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(Wire.bytes(text)), true)
                .get(Box.PATIENCE_SECONDS, SECONDS);
    }

    void ping() throws Exception {
        socket.sendPing(ByteBuffer.wrap(Wire.bytes("alive"))).get(Box.PATIENCE_SECONDS, SECONDS);
    }

    void hangUp() throws Exception {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(Box.PATIENCE_SECONDS, SECONDS);
    }

    /** The next message; a pong is {@code pong:} and what came in it, binary {@code binary:}. */
    String receive() throws InterruptedException {
        String message = received.poll(Box.PATIENCE_SECONDS, SECONDS);
        assertNotNull(message, "nothing came");
        return message;
    }

    /** The code with which the other side closed. */
    int closed() throws Exception {
        return closed.get(Box.PATIENCE_SECONDS, SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            received.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        received.add("binary:" + StandardCharsets.ISO_8859_1.decode(data));
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        received.add("pong:" + StandardCharsets.UTF_8.decode(message));
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
