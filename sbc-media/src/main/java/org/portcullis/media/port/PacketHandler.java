package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;

/** Who is given the datagrams of a {@link MediaSocket}, on the socket's loop. */
public interface PacketHandler {

    /**
     * Takes one datagram, whole.
     *
     * @param packet stays the socket's and is valid during the call; {@link MediaSocket#send} is
     *     the way to pass it on
     * @param high the upper word of the source's address, see {@link Endpoint}
     * @param low the lower word of the source's address
     * @param port the source's port
     */
    void received(ByteBuf packet, long high, long low, int port);
}
