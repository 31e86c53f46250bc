package org.portcullis.core.transport.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLException;

/** A connection of a test. */
final class TcpPeer implements AutoCloseable {
    private final Socket socket;

    TcpPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Box.PATIENCE_SECONDS * 1000);
        socket.setTcpNoDelay(true);
    }

    static TcpPeer connect(InetSocketAddress to) throws IOException {
        return new TcpPeer(new Socket(to.getAddress(), to.getPort()));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads up to the end of a message without a body. */
    String receive() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!text.toString(UTF_8).endsWith("\r\n\r\n")) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("closed after: " + text.toString(UTF_8));
            }
            text.write(b);
        }
        return text.toString(UTF_8);
    }

    byte[] receive(int bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes);
    }

    /** Whether the other side ends the connection without another byte. */
    boolean closed() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Reads and forgets all until the other side ends the connection. */
    void drain() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {}
        } catch (SocketException reset) {
            // as good an end
        }
    }

    /** Whether the other side breaks the handshake off. */
    boolean closedWhileShakingHands() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SSLException | SocketException broken) {
            return true;
        }
    }

    /** Ends the connection in good order. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** Breaks the connection as a host that lost it would. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
