package org.portcullis.routing.resolve;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * A configured SIP URI and the transport address it stands for: the case of RFC 3263 in which the
 * host is a number and nothing has to be looked up. UDP where no transport is named (4.1).
 */
public record NextHop(SipUri uri, Target target) {

    private static final AsciiString TRANSPORT = AsciiString.cached("transport");
    private static final String FORM = "a SIP URI such as sip:192.0.2.1:5060;transport=tcp";

    /**
     * Reads {@code sip:192.0.2.1}, {@code sip:192.0.2.1:5070;transport=tcp}, {@code
     * sip:[2001:db8::1]:5060}.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static NextHop parse(String text) {
        if (Uri.parse(new AsciiString(text)).orElse(null) instanceof SipUri uri) {
            if (uri.secure()) {
                throw new IllegalArgumentException(
                        "scheme: sips (expected: sip, as this version has no TLS)");
            }
            Protocol protocol = protocol(uri);
            int port = uri.port() < 0 ? protocol.defaultPort() : uri.port();
            return new NextHop(
                    uri, new Target(protocol, new InetSocketAddress(address(uri), port)));
        }
        throw new IllegalArgumentException("uri: " + text + " (expected: " + FORM + ")");
    }

    /** Where a URI of a peer leads, if it names an address and a transport that is spoken here. */
    public static Optional<NextHop> of(SipUri uri) {
        try {
            return Optional.of(parse(uri.toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Refuses a realm that cannot send there.
     *
     * @throws IllegalArgumentException if it listens on no such transport and address family
     */
    public void requireReachableFrom(Realm realm) {
        Class<?> family = target.address().getAddress().getClass();
        boolean reachable =
                realm.listen().stream()
                        .anyMatch(
                                point ->
                                        point.protocol() == target.protocol()
                                                && point.bind().getAddress().getClass() == family);
        if (!reachable) {
            throw new IllegalArgumentException(
                    uri
                            + " (expected: a transport and address family that realm "
                            + realm.name()
                            + " listens on, "
                            + realm.listen()
                            + ")");
        }
    }

    private static Protocol protocol(SipUri uri) {
        AsciiString name = uri.params().valueOf(TRANSPORT);
        if (name.isEmpty()) {
            return Protocol.UDP;
        }
        return Protocol.of(name)
                .filter(protocol -> protocol == Protocol.UDP || protocol == Protocol.TCP)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "transport: " + name + " (expected: udp, tcp)"));
    }

    private static InetAddress address(SipUri uri) {
        String host = uri.host().toString();
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            throw new IllegalArgumentException("host: " + host + " (expected: an IP address)");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }
}
