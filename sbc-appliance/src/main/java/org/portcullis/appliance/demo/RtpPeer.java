package org.portcullis.appliance.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of an RTP stream of PCMU, 20 ms a packet (RFC 3551), for the demonstration. The caller's
 * end sends a tone with the send time in each packet; the PBX's end sends back what it hears.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // each count is written by one thread
final class RtpPeer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int PAYLOAD = 160;
    private static final int PCMU = 0;

    private final DatagramSocket socket;
    private final int ssrc;
    private int sequence;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicLong delayNanos = new AtomicLong();

    RtpPeer(int ssrc) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.ssrc = ssrc;
    }

    int port() {
        return socket.getLocalPort();
    }

    int sent() {
        return sent.get();
    }

    int received() {
        return received.get();
    }

    /**
     * Mean time from the caller to the PBX and back, in microseconds; 0 before the first packet
     * came back.
     */
    long roundTripMicros() {
        return delayNanos.get() / Math.max(1, received.get()) / 1_000;
    }

    /** Sends one packet with the time in its payload. */
    void send(InetSocketAddress to) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).putLong(System.nanoTime());
        for (int i = Long.BYTES; i < PAYLOAD; i++) {
            payload.put(i, (byte) (i % 8 < 4 ? 0x9e : 0x1e)); // a 1 kHz tone
        }
        send(to, payload.array());
    }

    private void send(InetSocketAddress to, byte[] payload) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(HEADER + payload.length);
        packet.put((byte) 0x80).put((byte) PCMU).putShort((short) sequence);
        packet.putInt(sequence * PAYLOAD).putInt(ssrc).put(payload);
        sequence++;
        socket.send(new DatagramPacket(packet.array(), packet.capacity(), to));
        sent.incrementAndGet();
    }

    /** Receives until closed; hands each payload back to where it came from if {@code echo}. */
    void listen(boolean echo) {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                if (packet.getLength() < HEADER + Long.BYTES) {
                    continue;
                }
                byte[] payload = Arrays.copyOfRange(buffer, HEADER, packet.getLength());
                delayNanos.addAndGet(System.nanoTime() - ByteBuffer.wrap(payload).getLong());
                received.incrementAndGet();
                if (echo) {
                    send((InetSocketAddress) packet.getSocketAddress(), payload);
                }
            } catch (IOException e) {
                return; // closed, which ends the stream
            }
        }
    }

    /** The RTP address in an SDP body, if it has one. */
    static Optional<InetSocketAddress> address(String sdp) {
        Optional<String> host = Optional.empty();
        Optional<Integer> port = Optional.empty();
        for (String line : sdp.lines().toList()) {
            if (line.startsWith("c=IN IP")) {
                host = Optional.of(line.substring(line.lastIndexOf(' ') + 1));
            } else if (line.startsWith("m=audio ")) {
                port = Optional.of(Integer.valueOf(line.split(" ", 3)[1]));
            }
        }
        return host.isEmpty() || port.isEmpty()
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(host.get(), port.get()));
    }

    /** A description of this end. */
    String sdp() {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                + port()
                + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n";
    }

    @Override
    public void close() {
        socket.close();
    }
}
