package org.portcullis.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.portcullis.media.port.Endpoint;
import org.portcullis.media.port.MediaSocket;
import org.portcullis.media.port.MediaSockets;
import org.portcullis.media.port.PacketHandler;

/** Sockets without a system under them: tests put packets in and look what came out. */
final class FakeSockets implements MediaSockets {
    private final Map<Integer, PacketHandler> open = new TreeMap<>();
    private final List<String> sent = new ArrayList<>();

    @Override
    public Optional<MediaSocket> open(InetSocketAddress local, PacketHandler handler) {
        int port = local.getPort();
        assertEquals(null, open.put(port, handler), "opened twice");
        return Optional.of(
                new MediaSocket() {
                    @Override
                    public boolean send(ByteBuf packet, Endpoint to) {
                        return sent.add(port + " > " + to);
                    }

                    @Override
                    public void close() {
                        open.remove(port);
                    }
                });
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /**
     * Sends {@code packet} from {@code address:port} to a port of ours; what it led to, {@code our
     * port > to}, or nothing.
     */
    String deliver(String from, int to, ByteBuf packet) {
        int colon = from.lastIndexOf(':');
        Endpoint source =
                Endpoint.of(
                        InetAddress.ofLiteral(from.substring(0, colon)),
                        Integer.parseInt(from.substring(colon + 1)));
        sent.clear();
        PacketHandler handler = open.get(to);
        if (handler != null) {
            handler.received(packet, source.high(), source.low(), source.port());
        }
        return String.join(", ", sent);
    }
}
