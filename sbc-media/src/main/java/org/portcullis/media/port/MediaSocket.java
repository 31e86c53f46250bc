package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;

/** One bound UDP socket of ours. Owned by the loop that opened it. */
public interface MediaSocket {

    /**
     * Sends a datagram that a socket of the same loop has just handed out, from within {@link
     * PacketHandler#received}, without a copy. What the system does not take at once is lost, as
     * anywhere on the way.
     *
     * @param packet stays its owner's
     * @return false if the system refused it
     */
    boolean send(ByteBuf packet, Endpoint to);

    /** Gives the port back to the system. Idempotent. */
    void close();
}
