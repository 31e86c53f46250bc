package org.portcullis.appliance.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipMessage;

/**
 * A blocking SIP socket on loopback, for the demonstration's own user agents. One thread at a time
 * may receive.
 */
final class SipSocket implements AutoCloseable {

    /** A message and where it came from. */
    record Received(SipMessage message, InetSocketAddress source) {}

    private final DatagramSocket socket;
    private final SipParser parser = new SipParser(SipLimits.DEFAULT);
    private final byte[] buffer = new byte[65_535];

    SipSocket() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    int port() {
        return socket.getLocalPort();
    }

    void send(SipMessage message, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(message.array(), message.length(), to));
    }

    /** The next message, or empty if none comes in time. What is no SIP is passed over. */
    Optional<Received> receive(Duration wait) throws IOException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return Optional.empty();
            }
            socket.setSoTimeout((int) leftMillis);
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            }
            byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
            if (parser.parse(bytes, bytes.length, false)
                    instanceof ParseResult.Parsed(SipMessage message)) {
                return Optional.of(
                        new Received(message, (InetSocketAddress) packet.getSocketAddress()));
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
