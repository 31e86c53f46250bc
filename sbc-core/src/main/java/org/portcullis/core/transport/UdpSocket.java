package org.portcullis.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.SipLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loop's socket of a UDP listen point. Owned by that loop. */
final class UdpSocket extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

    private final UdpListener listener;
    private final Inbound inbound;
    private final Shared shared;
    private final SipLoop loop;
    private final Channel channel;
    private final ReceiveBuffers buffers;
    private final Outlet outlet;
    private boolean inBatch;
    private long nowNanos;

    UdpSocket(
            UdpListener listener,
            Inbound inbound,
            Shared shared,
            SipLoop loop,
            Channel channel,
            ReceiveBuffers buffers) {
        this.listener = listener;
        this.inbound = inbound;
        this.shared = shared;
        this.loop = loop;
        this.channel = channel;
        this.buffers = buffers;
        this.outlet = new Outlet(channel, loop);
    }

    SipLoop loop() {
        return loop;
    }

    void open() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            if (!inBatch) {
                inBatch = true;
                nowNanos = shared.clock().getAsLong();
            }
            received(datagram.content(), datagram.sender());
        } finally {
            datagram.release();
        }
    }

    private void received(ByteBuf content, InetSocketAddress source) {
        int length = content.readableBytes();
        inbound.counters().received(length);
        if (!inbound.admits(source, nowNanos)) {
            return;
        }
        if (length > 0 && isStun(content.getByte(content.readerIndex()))) {
            inbound.counters().dropped(Drop.STUN);
            return;
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        inbound.received(bytes, loop, new UdpFlow(listener, source), nowNanos);
    }

    /** No SIP message begins with such a byte, every STUN message does (RFC 7983 7). */
    private static boolean isStun(byte first) {
        return first >= 0 && first <= 3;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBatch = false;
    }

    void send(SipMessage message, InetSocketAddress to, FlowFailure onFailure) {
        if (loop.inLoop()) {
            write(message, to, onFailure);
        } else if (!loop.post(() -> write(message, to, onFailure))) {
            inbound.counters().dropped(Drop.LOOP_FULL);
        }
    }

    private void write(SipMessage message, InetSocketAddress to, FlowFailure onFailure) {
        if (!channel.isWritable()) {
            inbound.counters().dropped(Drop.SOCKET_FULL);
            return;
        }
        ByteBuf content = channel.alloc().directBuffer(message.length());
        content.writeBytes(message.array(), 0, message.length());
        inbound.counters().sent(message);
        outlet.write(
                new DatagramPacket(content, to),
                new SendOutcome(new Target(Protocol.UDP, to), loop, onFailure, inbound.counters()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        buffers.release();
    }

    /** What the kernel reports of a datagram socket concerns no one peer; an exception of ours is a bug. Neither closes it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        inbound.counters().failed();
        LOG.error("{}: {}", listener.listenPoint(), cause.toString(), cause);
    }
}
