package org.portcullis.media.port;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;

/** Media sockets as Netty channels, for every engine. Owned by one loop. */
final class ChannelSockets implements MediaSockets {
    /** Longer packets than any path carries in one piece are cut here, and then refused. */
    static final int BUFFER_BYTES = 2_048;

    private final IoEngine engine;
    private final EventLoop loop;
    private final Bugs bugs;
    // Written to since the last flush: by the end of a read burst each is flushed once.
    private final List<ChannelSocket> written = new ArrayList<>();

    ChannelSockets(IoEngine engine, SipLoop loop) {
        this.engine = engine;
        this.loop = loop.executor();
        this.bugs = loop.bugs();
    }

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        assert loop.inEventLoop();
        DatagramChannel channel;
        try {
            channel = engine.datagramSockets(local.getAddress()).newChannel();
        } catch (ChannelException outOfDescriptors) {
            return Optional.empty();
        }
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(BUFFER_BYTES));
        ChannelSocket socket = new ChannelSocket(this, channel, handler);
        channel.pipeline().addLast(socket);
        // On the loop itself both are complete when they return.
        ChannelFuture bound = loop.register(channel).channel().bind(local);
        if (!bound.isSuccess()) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(socket);
    }

    Bugs bugs() {
        return bugs;
    }

    void written(ChannelSocket socket) {
        written.add(socket);
    }

    void flush() {
        for (int i = 0; i < written.size(); i++) {
            written.get(i).flush();
        }
        written.clear();
    }
}
