package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A media socket that the JDK's selector watches. Owned by the loop of its {@link NioSockets}. */
final class NioSocket extends NioSelectableChannelIoHandle<DatagramChannel> implements MediaSocket {
    private final NioSockets sockets;
    private final DatagramChannel channel;
    private final PacketHandler handler;
    private @Nullable IoRegistration registration;

    NioSocket(NioSockets sockets, DatagramChannel channel, PacketHandler handler) {
        super(channel);
        this.sockets = sockets;
        this.channel = channel;
        this.handler = handler;
    }

    /** On the loop itself, where it is complete when it returns. */
    void register(IoEventLoop loop) {
        registration = loop.register(this).getNow();
        registration.submit(NioIoOps.READ);
    }

    @Override
    protected void handle(DatagramChannel of, SelectionKey key) {
        if (registration != null) {
            try {
                read();
            } catch (RuntimeException e) {
                sockets.bugs().report("media packet", e);
            }
        }
    }

    private void read() {
        InetSocketAddress source;
        int length;
        try {
            var bytes = sockets.buffer().cleared();
            source = (InetSocketAddress) channel.receive(bytes);
            length = bytes.position();
        } catch (IOException unreachable) {
            return; // a packet that we sent did not arrive, which RTP takes as it comes
        }
        if (source != null) {
            InetAddress host = source.getAddress();
            handler.received(
                    sockets.buffer().received(length),
                    Endpoint.high(host),
                    Endpoint.low(host),
                    source.getPort());
        }
    }

    @Override
    public boolean send(ByteBuf packet, Endpoint to) {
        try {
            return channel.send(sockets.buffer().outgoing(packet), to.address()) > 0;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Also called by the loop when it ends. */
    @Override
    public void close() {
        IoRegistration registered = registration;
        if (registered != null) {
            registration = null;
            registered.cancel();
            sockets.close(channel);
        }
    }
}
