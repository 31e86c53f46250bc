package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;

/** One loop's socket of a UDP listen point. Owned by that loop. */
final class UdpSocket extends ChannelInboundHandlerAdapter {
    private final UdpListener listener;
    private final Inbound inbound;
    private final SipLoop loop;
    private final TransportCounters counters;
    private final DatagramChannel channel;
    private final ReceiveBuffers buffers = new ReceiveBuffers();
    private final UdpOutlet outlet;
    private final Counter datagramsReceived;
    private final Counter datagramsSent;
    private final Counter stunAnswered;
    private boolean inBatch;
    private long nowNanos;

    UdpSocket(
            UdpListener listener,
            Inbound inbound,
            SipLoop loop,
            TransportCounters counters,
            DatagramChannel channel) {
        this.listener = listener;
        this.inbound = inbound;
        this.loop = loop;
        this.counters = counters;
        this.channel = channel;
        channel.config().setRecvByteBufAllocator(buffers);
        this.outlet = new UdpOutlet(channel, loop, this::failed);
        this.datagramsReceived =
                counters.counter(
                        "portcullis_sip_datagrams_received_total",
                        "Datagrams that arrived, SIP or not.");
        this.datagramsSent =
                counters.counter("portcullis_sip_datagrams_sent_total", "Datagrams sent.");
        this.stunAnswered =
                counters.counter(
                        "portcullis_sip_stun_answered_total",
                        "STUN binding requests answered on the SIP port.");
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
                nowNanos = loop.nowNanos();
            }
            received(datagram.content(), datagram.sender());
        } finally {
            datagram.release();
        }
    }

    private void received(ByteBuf content, InetSocketAddress source) {
        int length = content.readableBytes();
        datagramsReceived.increment();
        counters.received(length);
        if (!inbound.admits(source, nowNanos)) {
            return;
        }
        if (length > 0 && StunBinding.isStun(content.getByte(content.readerIndex()))) {
            answerStun(content, source);
            return;
        }
        byte[] bytes = new byte[length];
        content.readBytes(bytes);
        inbound.received(bytes, false, new UdpFlow(listener, source), nowNanos);
    }

    private void answerStun(ByteBuf request, InetSocketAddress source) {
        ByteBuf answer = StunBinding.answer(request, source, channel.alloc());
        if (answer == null) {
            counters.dropped(Drop.STUN);
        } else if (!outlet.isWritable()) {
            answer.release();
            counters.dropped(Drop.SOCKET_FULL);
        } else {
            stunAnswered.increment();
            datagramsSent.increment();
            outlet.send(new DatagramPacket(answer, source), why -> {});
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBatch = false;
    }

    void send(SipMessage message, InetSocketAddress to, FlowFailure onFailure) {
        if (loop.inLoop()) {
            write(message, to, onFailure);
        } else if (!loop.post(() -> write(message, to, onFailure))) {
            counters.dropped(Drop.LOOP_FULL);
        }
    }

    private void write(SipMessage message, InetSocketAddress to, FlowFailure onFailure) {
        if (!outlet.isWritable()) {
            counters.dropped(Drop.SOCKET_FULL);
            return;
        }
        datagramsSent.increment();
        counters.sent(message);
        outlet.send(message, to, onFailure);
    }

    private void failed(InetSocketAddress to, FlowFailure onFailure, Throwable why) {
        counters.sendFailed();
        if (!Failures.isLoss(why)) {
            String target = new Target(Protocol.UDP, to).toString();
            Failures.tell(loop, onFailure, target + ": " + Failures.text(why));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        buffers.release();
    }

    /** Nothing that a peer sends comes here; whatever does must not close the socket. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        loop.bugs().report(listener.listenPoint().toString(), Failures.unexpected(cause));
    }
}
