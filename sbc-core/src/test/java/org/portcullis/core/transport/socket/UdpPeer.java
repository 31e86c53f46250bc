package org.portcullis.core.transport.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A datagram socket of a test. */
final class UdpPeer implements AutoCloseable {
    private final DatagramSocket socket;

    UdpPeer(InetAddress address) throws IOException {
        socket = new DatagramSocket(0, address);
        // Holds all answers of a test that sends before it reads.
        socket.setReceiveBufferSize(1 << 20);
        socket.setSoTimeout(Box.PATIENCE_SECONDS * 1000);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(InetSocketAddress to, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    String receive() throws IOException {
        return new String(receiveBytes(), UTF_8);
    }

    byte[] receiveBytes() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}
