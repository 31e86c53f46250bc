package org.portcullis.media.port;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.SipLoop;

/** Media sockets on the JDK's selector. Owned by one loop. */
final class NioSockets implements MediaSockets {
    private final IoEventLoop loop;
    private final Bugs bugs;
    private final PacketBuffer buffer = new PacketBuffer();

    NioSockets(SipLoop loop) {
        this.loop = (IoEventLoop) loop.executor();
        this.bugs = loop.bugs();
    }

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        assert loop.inEventLoop();
        DatagramChannel channel = null;
        try {
            channel =
                    DatagramChannel.open(
                            local.getAddress() instanceof Inet6Address
                                    ? StandardProtocolFamily.INET6
                                    : StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            channel.bind(local);
        } catch (IOException taken) {
            close(channel);
            return Optional.empty();
        }
        NioSocket socket = new NioSocket(this, channel, handler);
        socket.register(loop);
        return Optional.of(socket);
    }

    PacketBuffer buffer() {
        return buffer;
    }

    Bugs bugs() {
        return bugs;
    }

    void close(@Nullable DatagramChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            bugs.report("media socket", new IllegalStateException(e));
        }
    }
}
