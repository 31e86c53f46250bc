package org.portcullis.media.latch;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.portcullis.media.port.Endpoint;

/**
 * Where a peer's packets are expected from, by what its description and its signalling say.
 *
 * @param signalled the address its description names; {@link Endpoint#NOWHERE} if it names none
 *     (0.0.0.0, ::)
 * @param source the address its signalling comes from; the port means nothing
 * @param firm true if packets can only come from the signalled address; false if a NAT stands
 *     before it, so that they come from somewhere else
 * @param destination where packets to the peer go until one has come from it; nowhere if the
 *     signalled address can only be somebody else's
 */
public record Expectation(Endpoint signalled, Endpoint source, boolean firm, Endpoint destination) {

    /** Nobody at all. */
    public static final Expectation NOBODY =
            new Expectation(Endpoint.NOWHERE, Endpoint.NOWHERE, true, Endpoint.NOWHERE);

    /**
     * @param host the address that the description names
     * @param port and its port
     * @param source the address that the signalling comes from
     */
    public static Expectation of(InetAddress host, int port, InetAddress source) {
        Endpoint signalled = Endpoint.of(host, port);
        boolean firm = !signalled.isNowhere() && (host.equals(source) || !isPrivate(host));
        // A private address behind a public one is of a network that is not ours: who has it here
        // is somebody else.
        boolean reachable = firm || isPrivate(source);
        return new Expectation(
                signalled, Endpoint.of(source, 1), firm, reachable ? signalled : Endpoint.NOWHERE);
    }

    /** True if {@code high, low} is an address that this peer is known by. */
    boolean names(long high, long low) {
        return signalled.isHost(high, low) && !signalled.isNowhere()
                || !firm && source.isHost(high, low);
    }

    /**
     * Addresses that mean different hosts in different networks: RFC 1918, 3927, 4193, 4291 2.5.6,
     * 6598, and loopback.
     */
    private static boolean isPrivate(InetAddress host) {
        if (host.isSiteLocalAddress() || host.isLinkLocalAddress() || host.isLoopbackAddress()) {
            return true;
        }
        byte[] bytes = host.getAddress();
        return host instanceof Inet4Address
                ? bytes[0] == 100 && (bytes[1] & 0xC0) == 64
                : (bytes[0] & 0xFE) == 0xFC;
    }
}
