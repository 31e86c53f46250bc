package org.portcullis.core.dialog;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.util.IdentityHashMap;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;

/**
 * How we call ourselves on a listen point, ready to be written.
 *
 * @param hostPort the advertised {@code host:port}, for URIs
 * @param via a Via value as far as the branch, which follows it
 * @param contact a Contact value
 */
public record LocalName(AsciiString hostPort, AsciiString via, AsciiString contact) {

    private static LocalName of(ListenPoint point) {
        String hostPort = NetUtil.toSocketAddressString(point.advertised());
        Protocol protocol = point.protocol();
        // What they offer counts for peers that know RFC 5923, and is nothing to others.
        String alias = protocol == Protocol.TCP || protocol == Protocol.TLS ? ";alias" : "";
        String transport = protocol == Protocol.UDP ? "" : ";transport=" + protocol.uriName();
        return new LocalName(
                new AsciiString(hostPort),
                new AsciiString(
                        "SIP/2.0/"
                                + protocol.viaName()
                                + ' '
                                + hostPort
                                + ";rport"
                                + alias
                                + ";branch="),
                new AsciiString("<sip:" + hostPort + transport + '>'));
    }

    /** The names made so far. Owned by one loop. */
    public static final class Table {
        // By identity: a listen point does not change, and to hash its addresses takes long.
        private final IdentityHashMap<ListenPoint, LocalName> names = new IdentityHashMap<>();

        public LocalName of(ListenPoint point) {
            return names.computeIfAbsent(point, LocalName::of);
        }
    }
}
