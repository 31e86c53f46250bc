package org.portcullis.routing.resolve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that answers with whatever bytes a test makes up, by UDP and TCP. */
final class WireServer implements AutoCloseable {
    static final int TRUNCATED = 0x8380;
    static final int ANSWERED = 0x8180;
    static final int FAILED = 0x8182;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    final AtomicInteger datagrams = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();

    /** What is answered to a question: nothing for silence. */
    @FunctionalInterface
    interface Answerer {
        Optional<ByteBuf> answer(ByteBuf query, boolean stream);
    }

    WireServer(Answerer answerer) throws IOException {
        tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> datagrams(answerer));
        Thread.ofVirtual().start(() -> connections(answerer));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    /** The beginning of a response: the header and the question that was asked. */
    static ByteBuf begin(ByteBuf query, int flags, int answers, int authorities) {
        int end = 12;
        while (query.getByte(end) != 0) {
            end += query.getByte(end) + 1;
        }
        ByteBuf out = Unpooled.buffer();
        out.writeShort(query.getUnsignedShort(0)).writeShort(flags).writeShort(1);
        out.writeShort(answers).writeShort(authorities).writeShort(0);
        return out.writeBytes(query, 12, end + 5 - 12);
    }

    /** A record of the name that was asked for. */
    static ByteBuf record(ByteBuf out, int type, long ttl, ByteBuf data) {
        return record(out.writeShort(0xc00c), type, ttl, data, true);
    }

    static ByteBuf record(ByteBuf out, String name, int type, long ttl, ByteBuf data) {
        return record(name(out, name), type, ttl, data, true);
    }

    private static ByteBuf record(ByteBuf out, int type, long ttl, ByteBuf data, boolean in) {
        out.writeShort(type).writeShort(in ? 1 : 3).writeInt((int) ttl);
        return out.writeShort(data.readableBytes()).writeBytes(data);
    }

    static ByteBuf name(ByteBuf out, String name) {
        if (!name.isEmpty()) {
            for (String label : name.split("\\.")) {
                out.writeByte(label.length());
                out.writeCharSequence(label, StandardCharsets.ISO_8859_1);
            }
        }
        return out.writeByte(0);
    }

    static ByteBuf name(String name) {
        return name(Unpooled.buffer(), name);
    }

    static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private void datagrams(Answerer answerer) {
        byte[] bytes = new byte[4_096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket in = new DatagramPacket(bytes, bytes.length);
                udp.receive(in);
                datagrams.incrementAndGet();
                ByteBuf query = Unpooled.copiedBuffer(bytes, 0, in.getLength());
                Optional<ByteBuf> answer = answerer.answer(query, false);
                if (answer.isPresent()) {
                    byte[] out = ByteBufUtil.getBytes(answer.get());
                    udp.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
                }
            } catch (IOException e) {
                assert udp.isClosed() : e;
            }
        }
    }

    private void connections(Answerer answerer) {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                connections.incrementAndGet();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                Optional<ByteBuf> answer = answerer.answer(Unpooled.wrappedBuffer(query), true);
                if (answer.isPresent()) {
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.get().readableBytes());
                    out.write(ByteBufUtil.getBytes(answer.get()));
                    out.flush();
                }
            } catch (IOException e) {
                assert tcp.isClosed() || !udp.isClosed() : e; // the client has gone
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
