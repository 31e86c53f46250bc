package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.SipLoop;

/**
 * Media sockets on epoll, without Netty's channel around each: a call has four, and a channel costs
 * 3 KB and a third more CPU per packet. They share one receive buffer, since a packet is sent on
 * before the next is read. Owned by one loop.
 */
final class EpollSockets implements MediaSockets {
    /** Holds the largest UDP payload, and behind it what encryption may append. */
    private static final int BUFFER_BYTES = 65_536;

    private final IoEventLoop loop;
    private final Bugs bugs;
    private final MemorySegment memory = Arena.ofAuto().allocate(BUFFER_BYTES, 64);
    private final long memoryAt = memory.address();
    private final ByteBuf packet = Unpooled.wrappedBuffer(memory.asByteBuffer());
    private final SocketAddressBuffer source = new SocketAddressBuffer();
    private final SocketAddressBuffer destination = new SocketAddressBuffer();

    EpollSockets(SipLoop loop) {
        this.loop = (IoEventLoop) loop.executor();
        this.bugs = loop.bugs();
    }

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        assert loop.inEventLoop();
        boolean six = local.getAddress() instanceof Inet6Address;
        UdpSocket socket;
        try {
            socket = new UdpSocket(six);
        } catch (ChannelException outOfDescriptors) {
            return Optional.empty();
        }
        try {
            socket.bind(local);
            EpollSocket opened = new EpollSocket(this, socket, six, handler);
            opened.register(loop);
            return Optional.of(opened);
        } catch (IOException taken) {
            close(socket);
            return Optional.empty();
        }
    }

    /**
     * Reads one datagram of {@code socket} and hands it out. The event comes again while there are
     * more.
     */
    void read(UdpSocket socket, PacketHandler handler) {
        int length = DatagramCalls.receive(socket.intValue(), memoryAt, BUFFER_BYTES, source);
        if (length < 0) {
            return;
        }
        packet.setIndex(0, length);
        try {
            handler.received(packet, source.high(), source.low(), source.port());
        } catch (RuntimeException e) {
            bugs.report("media packet", e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very buffer, whose memory is known
    boolean send(UdpSocket socket, boolean six, ByteBuf packet, Endpoint to) {
        assert packet == this.packet : "not a packet of this loop";
        return DatagramCalls.send(
                socket.intValue(),
                memoryAt + packet.readerIndex(),
                packet.readableBytes(),
                destination,
                destination.write(to, six));
    }

    void close(UdpSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            bugs.report("media socket", new IllegalStateException(e));
        }
    }

    /** A non-blocking UDP socket of one address family. */
    static final class UdpSocket extends Socket {
        UdpSocket(boolean six) {
            super(newSocketDgram0(six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET));
        }
    }
}
