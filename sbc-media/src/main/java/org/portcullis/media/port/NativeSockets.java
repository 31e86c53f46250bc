package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.SipLoop;

/**
 * Media sockets on epoll and io_uring: file descriptors that the loop watches, read and written by
 * direct system calls. Owned by one loop.
 */
final class NativeSockets implements MediaSockets {

    /** A socket in the shape that the loop's engine watches. */
    interface Shape {
        NativeSocket of(
                NativeSockets sockets, NativeSocket.Descriptor descriptor, PacketHandler to);
    }

    private final IoEventLoop loop;
    private final Shape shape;
    private final Bugs bugs;
    private final PacketBuffer buffer = new PacketBuffer();
    private final SocketAddressBuffer source = new SocketAddressBuffer();
    private final SocketAddressBuffer destination = new SocketAddressBuffer();

    NativeSockets(SipLoop loop, Shape shape) {
        this.loop = (IoEventLoop) loop.executor();
        this.shape = shape;
        this.bugs = loop.bugs();
    }

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        assert loop.inEventLoop();
        NativeSocket.Descriptor descriptor;
        try {
            descriptor = new NativeSocket.Descriptor(local.getAddress() instanceof Inet6Address);
        } catch (ChannelException noneLeft) {
            return Optional.empty();
        }
        try {
            descriptor.bind(local);
        } catch (IOException taken) {
            close(descriptor);
            return Optional.empty();
        }
        NativeSocket socket = shape.of(this, descriptor, handler);
        socket.register(loop);
        return Optional.of(socket);
    }

    /** Reads one datagram, if there is one, and hands it out. */
    void read(NativeSocket.Descriptor from, PacketHandler handler) {
        int length =
                DatagramCalls.receive(from.intValue(), buffer.at(), PacketBuffer.BYTES, source);
        if (length < 0) {
            return;
        }
        try {
            handler.received(buffer.received(length), source.high(), source.low(), source.port());
        } catch (RuntimeException e) {
            bugs.report("media packet", e);
        }
    }

    boolean send(NativeSocket.Descriptor from, ByteBuf packet, Endpoint to) {
        return DatagramCalls.send(
                from.intValue(),
                buffer.outgoingAt(packet),
                packet.readableBytes(),
                destination,
                destination.write(to, from.six()));
    }

    void close(NativeSocket.Descriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            bugs.report("media socket", new IllegalStateException(e));
        }
    }
}
