package org.portcullis.routing.resolve;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;

/**
 * What a realm can send: transports and address families, in the order of its listeners, which is
 * the order of preference.
 */
record Reach(List<Way> ways) {

    /** A transport over IPv6 or IPv4. */
    record Way(Protocol protocol, boolean six) {}

    Reach {
        ways = List.copyOf(ways);
    }

    static Reach of(Realm realm) {
        Set<Way> ways = new LinkedHashSet<>();
        for (ListenPoint point : realm.listen()) {
            ways.add(new Way(point.protocol(), isSix(point.bind().getAddress())));
        }
        return new Reach(List.copyOf(ways));
    }

    /** The transports, each once. */
    List<Protocol> protocols() {
        return ways.stream().map(Way::protocol).distinct().toList();
    }

    boolean has(Protocol protocol) {
        return ways.stream().anyMatch(way -> way.protocol == protocol);
    }

    /** The types of addresses to ask for, the preferred family first (RFC 7984 3). */
    List<RecordType> addresses(Protocol protocol) {
        return ways.stream()
                .filter(way -> way.protocol == protocol)
                .map(way -> way.six ? RecordType.AAAA : RecordType.A)
                .toList();
    }

    static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
