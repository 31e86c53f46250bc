package org.portcullis.core.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * An address that a realm listens on, and the one it is known by.
 *
 * @param bind the local address; port 0 takes a free one
 * @param advertised what peers are told in Via and Contact: the bound address, or a public one in
 *     front of it (1:1 NAT); its port is 0 as long as the bound one is not known
 */
public record ListenPoint(Protocol protocol, InetSocketAddress bind, InetSocketAddress advertised) {

    private static final String FORM = "PROTOCOL:ADDRESS:PORT, such as udp:192.0.2.1:5060";

    public ListenPoint {
        requireLiteral(bind);
        requireLiteral(advertised);
    }

    /**
     * Reads {@code udp:192.0.2.1:5060} or {@code tcp:[2001:db8::1]:5060}; advertised as bound.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static ListenPoint parse(String text) {
        int afterProtocol = text.indexOf(':');
        int beforePort = text.lastIndexOf(':');
        if (afterProtocol < 0 || afterProtocol == beforePort) {
            throw new IllegalArgumentException(text + " (expected: " + FORM + ")");
        }
        InetSocketAddress bind =
                new InetSocketAddress(
                        parseAddress(text.substring(afterProtocol + 1, beforePort)),
                        parsePort(text.substring(beforePort + 1)));
        return new ListenPoint(parseProtocol(text.substring(0, afterProtocol)), bind, bind);
    }

    /** The same, known to peers as {@code address}: the port stays. */
    public ListenPoint advertisedAs(InetAddress address) {
        return new ListenPoint(
                protocol, bind, new InetSocketAddress(address, advertised.getPort()));
    }

    /** What stops us from listening here, as {@code value (expected: ...)}. */
    public Optional<String> problem() {
        if (advertised.getAddress().isAnyLocalAddress()) {
            return Optional.of(this + " (expected: an address to advertise beside a wildcard)");
        }
        return Optional.empty();
    }

    /** The same with the port that the system gave where any was asked for. */
    public ListenPoint boundTo(int port) {
        int advertisedPort = advertised.getPort() == 0 ? port : advertised.getPort();
        return new ListenPoint(
                protocol,
                new InetSocketAddress(bind.getAddress(), port),
                new InetSocketAddress(advertised.getAddress(), advertisedPort));
    }

    /** Whether a socket bound here can send to {@code address}: both are IPv4 or both IPv6. */
    public boolean reaches(InetAddress address) {
        return bind.getAddress().getClass() == address.getClass();
    }

    /** As in the configuration, with the bound address. */
    @Override
    public String toString() {
        return protocol.label() + ':' + NetUtil.toSocketAddressString(bind);
    }

    private static Protocol parseProtocol(String name) {
        return Protocol.of(name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "protocol: "
                                                + name
                                                + " (expected: udp, tcp, tls, ws, wss)"));
    }

    private static InetAddress parseAddress(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String literal = bracketed ? text.substring(1, text.length() - 1) : text;
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(literal);
        if (address == null || bracketed == NetUtil.isValidIpV4Address(literal)) {
            throw new IllegalArgumentException(
                    "address: " + text + " (expected: an IPv4 address or an IPv6 one in brackets)");
        }
        return address;
    }

    private static int parsePort(String text) {
        int port = 0;
        for (int i = 0; i < text.length() && port <= 0xffff; i++) {
            int digit = text.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? Integer.MAX_VALUE : port * 10 + digit;
        }
        if (text.isEmpty() || port > 0xffff) {
            throw new IllegalArgumentException("port: " + text + " (expected: 0-65535)");
        }
        return port;
    }

    private static void requireLiteral(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "address: " + address.getHostString() + " (expected: a literal IP address)");
        }
    }
}
