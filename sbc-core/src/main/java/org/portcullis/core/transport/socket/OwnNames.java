package org.portcullis.core.transport.socket;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.portcullis.core.codec.Sanity;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;

/**
 * The names by which peers know the box's listen points, to recognise its own Vias. Filled once,
 * between binding and reading; any thread.
 */
final class OwnNames implements Sanity.OwnVias {
    private volatile List<Name> names = List.of();

    private record Name(String host, int port) {}

    /** Takes the listen points as they are bound. */
    void know(List<ListenPoint> bound) {
        names = bound.stream().map(point -> name(point.advertised())).distinct().toList();
    }

    private static Name name(InetSocketAddress advertised) {
        String text = NetUtil.toSocketAddressString(advertised);
        return new Name(text.substring(0, text.lastIndexOf(':')), advertised.getPort());
    }

    @Override
    public boolean ours(Via via) {
        List<Name> all = names;
        for (int i = 0; i < all.size(); i++) {
            Name name = all.get(i);
            if (port(via) == name.port() && via.host().contentEqualsIgnoreCase(name.host())) {
                return true;
            }
        }
        return false;
    }

    private static int port(Via via) {
        if (via.port() >= 0) {
            return via.port();
        }
        return Protocol.of(via.protocol()).orElse(Protocol.UDP).defaultPort();
    }
}
