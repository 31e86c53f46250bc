package org.portcullis.core.transport.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A load balancer of one connection, which it begins with a header of the test. */
final class ProxyRelay implements AutoCloseable {
    private final ServerSocket listener =
            new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    private final Socket far;

    ProxyRelay(InetSocketAddress to, byte[] header) throws IOException {
        far = new Socket(to.getAddress(), to.getPort());
        far.getOutputStream().write(header);
        Thread.ofVirtual().start(this::relay);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void relay() {
        try (Socket near = listener.accept()) {
            Thread back = Thread.ofVirtual().start(() -> copy(far, near));
            copy(near, far);
            back.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            assert e.getMessage() != null : "one end is gone, as at the end of each test";
        }
    }

    @Override
    public void close() throws IOException {
        far.close();
        listener.close();
    }
}
