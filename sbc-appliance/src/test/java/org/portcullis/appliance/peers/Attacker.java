package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Somebody on the network with an address of its own, who sends datagrams and listens. */
final class Attacker implements AutoCloseable {
    private final DatagramChannel channel;
    private final InetSocketAddress target;
    private int sent;

    /**
     * @param address a loopback address, such as 127.66.0.1
     * @param port 0 for any
     */
    Attacker(String address, int port, InetSocketAddress target) {
        this.target = target;
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String message) {
        send(message.getBytes(ISO_8859_1));
    }

    void send(byte[] message) {
        try {
            channel.send(ByteBuffer.wrap(message), target);
            sent++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Datagrams sent so far. */
    int sent() {
        return sent;
    }

    /** Every datagram that has come and was not taken yet; waits for none. */
    List<String> heard() {
        List<String> heard = new ArrayList<>();
        ByteBuffer datagram = ByteBuffer.allocate(65_535);
        try {
            while (channel.receive(datagram) != null) {
                heard.add(new String(datagram.array(), 0, datagram.position(), ISO_8859_1));
                datagram.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return heard;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
