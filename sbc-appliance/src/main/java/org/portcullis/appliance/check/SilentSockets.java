package org.portcullis.appliance.check;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.media.port.Endpoint;
import org.portcullis.media.port.MediaSocket;
import org.portcullis.media.port.MediaSockets;
import org.portcullis.media.port.PacketHandler;

/** Media sockets that nothing comes from and nothing leaves by: every port is free. */
final class SilentSockets implements MediaSockets {

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        return Optional.of(new Silent());
    }

    private static final class Silent implements MediaSocket {
        @Override
        public boolean send(ByteBuf packet, Endpoint to) {
            return false;
        }

        @Override
        public void close() {}
    }
}
