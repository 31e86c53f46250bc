package org.portcullis.core.transport.socket;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Trust;

/** Where a response over an unreliable transport goes (RFC 3261 18.2.2, RFC 3581 4). */
final class ReplyAddress {
    private static final AsciiString MADDR = AsciiString.cached("maddr");

    private ReplyAddress() {}

    /**
     * The address for the response to a request.
     *
     * <p>The address is always the source's: whenever sent-by names another one or a domain name,
     * 18.2.1 has us add {@code received}, which overrules it. The port is the source's where {@code
     * rport} asks for it, and always in an untrusted realm, whose peers sit behind NAT; else it is
     * that of sent-by. {@code maddr} is followed only where a peer may tell us to send to a third
     * party.
     *
     * @param source where the request came from
     * @param topVia its topmost Via as received
     */
    static InetSocketAddress of(
            InetSocketAddress source, Via topVia, Protocol protocol, Trust trust) {
        if (trust == Trust.UNTRUSTED) {
            return source;
        }
        int sentByPort = sentByPort(topVia, protocol);
        InetAddress maddr = maddr(topVia, source.getAddress());
        if (maddr != null) {
            return new InetSocketAddress(maddr, sentByPort);
        }
        if (topVia.rport() || sentByPort == source.getPort()) {
            return source;
        }
        return new InetSocketAddress(source.getAddress(), sentByPort);
    }

    /** The port of sent-by, or the protocol's own where none is written. */
    static int sentByPort(Via topVia, Protocol protocol) {
        return topVia.port() > 0 ? topVia.port() : protocol.defaultPort();
    }

    /**
     * A literal address of the source's family in {@code maddr}; the socket could not send to
     * another.
     */
    private static @Nullable InetAddress maddr(Via topVia, InetAddress source) {
        Optional<AsciiString> text = topVia.params().get(MADDR);
        if (text.isEmpty()) {
            return null;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text.get().toString());
        boolean usable =
                address != null
                        && address.getClass() == source.getClass()
                        && !address.isAnyLocalAddress();
        return usable ? address : null;
    }
}
