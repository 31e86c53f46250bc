package org.portcullis.routing.resolve;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * A configured SIP URI and the transport address it stands for, where its host is a number and
 * nothing has to be looked up; else a target that {@link ResolvedRouting} looks up (RFC 3263). UDP
 * where no transport is named, TLS where the scheme is sips (4.1).
 */
public record NextHop(SipUri uri, Target target) {

    static final AsciiString TRANSPORT = AsciiString.cached("transport");
    private static final int MAX_DOMAIN = 253;
    private static final String FORM = "a SIP URI such as sip:192.0.2.1:5060;transport=tcp";

    /**
     * Reads {@code sip:192.0.2.1}, {@code sip:192.0.2.1:5070;transport=tcp}, {@code
     * sip:[2001:db8::1]:5060}.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static NextHop parse(String text) {
        if (Uri.parse(new AsciiString(text)).orElse(null) instanceof SipUri uri) {
            return to(
                    uri,
                    protocol(uri).orElseThrow(() -> unknownTransport(uri)),
                    address(uri).orElseThrow(() -> noAddress(uri)));
        }
        throw new IllegalArgumentException("uri: " + text + " (expected: " + FORM + ")");
    }

    /**
     * Reads the same, and URIs with a domain name in the place of the address, whose port and
     * transport DNS tells where they are not written.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static NextHop parseNamed(String text) {
        if (Uri.parse(new AsciiString(text)).orElse(null) instanceof SipUri uri
                && address(uri).isEmpty()) {
            return toName(
                    uri,
                    protocol(uri).orElseThrow(() -> unknownTransport(uri)),
                    name(uri)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "host: "
                                                            + uri.host()
                                                            + " (expected: an IP address or a"
                                                            + " domain name)")));
        }
        return parse(text);
    }

    private static NextHop toName(SipUri uri, Protocol protocol, String host) {
        InetSocketAddress name = InetSocketAddress.createUnresolved(host, Math.max(uri.port(), 0));
        return new NextHop(uri.secure() ? plain(uri, protocol) : uri, new Target(protocol, name));
    }

    private static Optional<String> name(SipUri uri) {
        return DomainNames.canonical(uri.host().toString()).filter(NextHop::hasLetters);
    }

    /** What ends in a number is an address that somebody has mistyped (RFC 1123 2.1). */
    private static boolean hasLetters(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Where a URI of a peer leads, if it names an address and a transport that is spoken here. */
    public static Optional<NextHop> of(SipUri uri) {
        return protocol(uri)
                .flatMap(protocol -> address(uri).map(address -> to(uri, protocol, address)));
    }

    /** Where a URI of a peer leads if it names a host by a domain name. */
    public static Optional<NextHop> ofName(SipUri uri) {
        return address(uri).isPresent()
                ? Optional.empty()
                : protocol(uri)
                        .flatMap(protocol -> name(uri).map(host -> toName(uri, protocol, host)));
    }

    private static NextHop to(SipUri uri, Protocol protocol, InetAddress address) {
        int port = uri.port() < 0 ? protocol.defaultPort() : uri.port();
        return new NextHop(
                uri.secure() ? plain(uri, protocol) : uri,
                new Target(protocol, new InetSocketAddress(address, port)));
    }

    /** The same, reached over TLS only if its certificate is for {@code name}. */
    public NextHop named(String name) {
        requireDomain("tls-name", name);
        return target.protocol().secure() || !target.resolved()
                ? new NextHop(uri, new Target(target.protocol(), target.address(), name))
                : this;
    }

    /**
     * Refuses what is no domain name, as a certificate bears it.
     *
     * @param what the setting's name
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static void requireDomain(String what, String name) {
        boolean sound = !name.isEmpty() && name.length() <= MAX_DOMAIN;
        for (String label : name.split("\\.", -1)) {
            sound &= !label.isEmpty() && !label.startsWith("-") && !label.endsWith("-");
            for (int i = 0; i < label.length(); i++) {
                sound &= Character.isLetterOrDigit(label.charAt(i)) || label.charAt(i) == '-';
                sound &= label.charAt(i) < 0x80;
            }
        }
        if (!sound) {
            throw new IllegalArgumentException(
                    what + ": " + name + " (expected: a domain name such as carrier.example)");
        }
    }

    /**
     * The sip URI for a sips one: on our way to the next hop the two differ by the transport alone,
     * and a request to a sips URI would need a Contact of that scheme (RFC 5630 5.1).
     */
    private static SipUri plain(SipUri uri, Protocol protocol) {
        String rest = uri.toString().substring("sips:".length());
        int headers = rest.indexOf('?');
        int end = headers < 0 ? rest.length() : headers;
        StringBuilder plain = new StringBuilder("sip:");
        for (String part : rest.substring(0, end).split(";", -1)) {
            if (!part.regionMatches(true, 0, "transport=", 0, "transport=".length())) {
                plain.append(part).append(';');
            }
        }
        if (address(uri).isPresent() || uri.params().has(TRANSPORT)) {
            plain.append("transport=").append(protocol.uriName());
        } else { // DNS tells the transport
            plain.setLength(plain.length() - 1);
        }
        plain.append(rest.substring(end));
        AsciiString text = new AsciiString(plain);
        if (Uri.parse(text).orElse(null) instanceof SipUri sip) {
            return sip;
        }
        throw new AssertionError(text);
    }

    /**
     * Refuses a realm that cannot send there.
     *
     * @throws IllegalArgumentException if it listens on no such transport and address family
     */
    public void requireReachableFrom(Realm realm) {
        if (!reachableFrom(realm)) {
            throw new IllegalArgumentException(
                    uri
                            + " (expected: a transport and address family that realm "
                            + realm.name()
                            + " listens on, "
                            + realm.listen()
                            + ")");
        }
    }

    /** Whether a realm listens on a transport and address family that can send there. */
    public boolean reachableFrom(Realm realm) {
        return realm.listen().stream().anyMatch(this::mayLeaveBy);
    }

    private boolean mayLeaveBy(ListenPoint point) {
        if (target.resolved()) {
            return point.protocol() == target.protocol()
                    && point.reaches(target.address().getAddress());
        }
        boolean any = !uri.params().has(TRANSPORT) && !target.protocol().secure();
        return any || point.protocol() == target.protocol();
    }

    private static Optional<Protocol> protocol(SipUri uri) {
        AsciiString name = uri.params().valueOf(TRANSPORT);
        if (name.isEmpty()) {
            return Optional.of(uri.secure() ? Protocol.TLS : Protocol.UDP);
        }
        return Protocol.of(name, uri.secure());
    }

    private static IllegalArgumentException unknownTransport(SipUri uri) {
        return new IllegalArgumentException(
                "transport: "
                        + uri.params().valueOf(TRANSPORT)
                        + (uri.secure()
                                ? " (expected: tcp, tls, ws)"
                                : " (expected: udp, tcp, tls, ws, wss)"));
    }

    private static Optional<InetAddress> address(SipUri uri) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(uri.host().toString());
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }

    private static IllegalArgumentException noAddress(SipUri uri) {
        return new IllegalArgumentException("host: " + uri.host() + " (expected: an IP address)");
    }
}
