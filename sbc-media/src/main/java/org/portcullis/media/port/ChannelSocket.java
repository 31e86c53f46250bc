package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;

/** A media socket that is a Netty channel. Owned by the channel's loop. */
final class ChannelSocket extends ChannelInboundHandlerAdapter implements MediaSocket {
    private final ChannelSockets sockets;
    private final DatagramChannel channel;
    private final PacketHandler handler;
    private boolean written;

    ChannelSocket(ChannelSockets sockets, DatagramChannel channel, PacketHandler handler) {
        this.sockets = sockets;
        this.channel = channel;
        this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            ByteBuf packet = datagram.content();
            if (packet.readableBytes() < ChannelSockets.BUFFER_BYTES) {
                InetAddress source = datagram.sender().getAddress();
                handler.received(
                        packet,
                        Endpoint.high(source),
                        Endpoint.low(source),
                        datagram.sender().getPort());
            }
        } catch (RuntimeException e) {
            sockets.bugs().report("media packet", e);
        } finally {
            datagram.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        sockets.flush();
    }

    /** ICMP says that a packet did not arrive: RTP does not care. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}

    @Override
    public boolean send(ByteBuf packet, Endpoint to) {
        if (!channel.isWritable()) {
            return false;
        }
        if (!written) {
            written = true;
            sockets.written(this);
        }
        channel.write(new DatagramPacket(packet.retain(), to.address()), channel.voidPromise());
        return true;
    }

    void flush() {
        written = false;
        channel.flush();
    }

    @Override
    public void close() {
        channel.close();
    }
}
