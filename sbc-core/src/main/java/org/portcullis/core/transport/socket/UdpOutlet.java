package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.FlowFailure;

/**
 * The way out of a UDP socket. On epoll a message goes to the kernel at once, as Netty's queue of
 * writes is a sixteenth of what a call costs the loops. What the kernel does not take, and all of
 * it on the other engines, goes through that queue.
 *
 * <p>Owned by the socket's loop.
 */
final class UdpOutlet {
    /** The largest payload of a datagram over IPv4. */
    private static final int MOST_BYTES = 65_507;

    /** Told of what could not leave. */
    interface Failed {
        void failed(InetSocketAddress to, FlowFailure onFailure, Throwable why);
    }

    private final DatagramChannel channel;
    private final Failed failed;
    private final Outlet queue;
    private final Optional<Socket> socket;
    private final ByteBuffer buffer;
    private int queued;

    UdpOutlet(DatagramChannel channel, SipLoop loop, Failed failed) {
        this.channel = channel;
        this.failed = failed;
        this.queue = new Outlet(channel, loop);
        this.socket =
                channel instanceof EpollDatagramChannel epoll && epoll.fd() instanceof Socket known
                        ? Optional.of(known)
                        : Optional.empty();
        this.buffer = ByteBuffer.allocateDirect(socket.isPresent() ? MOST_BYTES : 0);
    }

    /** Whether there is room for what is to be sent. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** Sends a message. */
    void send(SipMessage message, InetSocketAddress to, FlowFailure onFailure) {
        try {
            if (queued == 0 && sentAtOnce(message, to)) {
                return;
            }
        } catch (IOException e) {
            failed.failed(to, onFailure, e);
            return;
        }
        ByteBuf content = channel.alloc().directBuffer(message.length());
        content.writeBytes(message.array(), 0, message.length());
        send(new DatagramPacket(content, to), onFailure);
    }

    /** Sends a datagram, which it takes over. */
    void send(DatagramPacket datagram, FlowFailure onFailure) {
        queued++;
        InetSocketAddress to = datagram.recipient();
        ChannelFutureListener outcome =
                done -> {
                    queued--;
                    if (!done.isSuccess()) {
                        failed.failed(to, onFailure, done.cause());
                    }
                };
        queue.write(datagram, outcome);
    }

    private boolean sentAtOnce(SipMessage message, InetSocketAddress to) throws IOException {
        if (socket.isEmpty() || message.length() > MOST_BYTES || !channel.isActive()) {
            return false;
        }
        buffer.clear().put(message.array(), 0, message.length());
        return socket.get().sendTo(buffer, 0, message.length(), to.getAddress(), to.getPort()) > 0;
    }
}
