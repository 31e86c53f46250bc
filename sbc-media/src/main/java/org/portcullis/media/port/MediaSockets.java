package org.portcullis.media.port;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;

/** Opens the media sockets of one loop, and holds what they share. Owned by that loop. */
public interface MediaSockets {

    /**
     * A socket bound to {@code local}; empty if the port is taken or the system has no more sockets
     * to give.
     */
    Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler);

    /** Does in the background what the first socket would have to wait for. */
    static void prepare(IoEngine engine) {
        if (engine != IoEngine.NIO) {
            Thread.ofVirtual().start(DatagramCalls::load);
        }
    }

    /** The sockets that suit the engine under {@code loop}. */
    static MediaSockets of(IoEngine engine, SipLoop loop) {
        return switch (engine) {
            case EPOLL -> new NativeSockets(loop, EpollSocket::new);
            case IO_URING -> new NativeSockets(loop, UringSocket::new);
            case NIO -> new NioSockets(loop);
        };
    }
}
