package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where media goes to, the value of a {@code c=} line: {@code IN IP4 192.0.2.1} (RFC 8866 5.7).
 *
 * @param six whether it is said to be of IPv6: an IPv4-mapped address is, whatever Java makes of it
 * @param host the address as it was written, without TTL and count
 * @param address the address, or empty if {@code host} is a name; names are not looked up
 */
public record Connection(boolean six, AsciiString host, Optional<InetAddress> address) {
    private static final AsciiString IN = AsciiString.cached("IN");
    private static final AsciiString IP4 = AsciiString.cached("IP4");
    private static final AsciiString IP6 = AsciiString.cached("IP6");

    public static Connection of(InetAddress address) {
        return new Connection(
                address instanceof Inet6Address,
                AsciiString.of(NetUtil.toAddressString(address)),
                Optional.of(address));
    }

    /** Reads {@code IN IP4 192.0.2.1}; empty if it is not that. */
    static Optional<Connection> parse(Words words) {
        AsciiString net = words.next();
        AsciiString type = words.next();
        AsciiString host = withoutCounts(words.next());
        boolean four = type.equals(IP4);
        if (!net.equals(IN) || !four && !type.equals(IP6) || host.isEmpty() || !words.atEnd()) {
            return Optional.empty();
        }
        Optional<InetAddress> address = literal(host);
        if (address.isEmpty()) {
            return isName(host)
                    ? Optional.of(new Connection(!four, host, address))
                    : Optional.empty();
        }
        boolean colons = host.indexOf(":") >= 0;
        return four == colons
                ? Optional.empty()
                : Optional.of(new Connection(colons, host, address));
    }

    /** {@code IN IP4 192.0.2.1}. */
    void encode(SdpWriter writer) {
        writer.append(IN).append(' ').append(six ? IP6 : IP4).append(' ').append(host);
    }

    /** Multicast addresses carry {@code /ttl} and {@code /count}. */
    private static AsciiString withoutCounts(AsciiString host) {
        int slash = host.indexOf("/");
        return slash < 0 ? host : host.subSequence(0, slash, false);
    }

    private static Optional<InetAddress> literal(AsciiString host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host.toString());
        if (bytes == null || host.indexOf("%") >= 0 || host.byteAt(0) == '[') {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 bytes are an address
        }
    }

    private static boolean isName(AsciiString host) {
        boolean letters = false;
        for (int i = 0; i < host.length(); i++) {
            byte b = host.byteAt(i);
            boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
            letters |= letter;
            if (!letter && !(b >= '0' && b <= '9') && b != '-' && b != '.' && b != '_') {
                return false;
            }
        }
        return letters;
    }
}
