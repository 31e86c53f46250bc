package org.portcullis.media.port;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Where the media of one side of the border lives.
 *
 * @param address of this machine, bound to
 * @param advertised what peers are told: the same, or the public address of a 1:1 NAT before us
 * @param firstPort of the range, 1 to 65535
 * @param lastPort of the range, inclusive
 */
public record MediaRealm(InetAddress address, InetAddress advertised, int firstPort, int lastPort) {

    public MediaRealm {
        requirePort("firstPort", firstPort);
        requirePort("lastPort", lastPort);
        if (pairs(firstPort, lastPort) < 1) {
            throw new IllegalArgumentException(
                    "ports: "
                            + firstPort
                            + "-"
                            + lastPort
                            + " (expected: an even port and the one above it)");
        }
        if (advertised.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "advertised: "
                            + advertised.getHostAddress()
                            + " (expected: an address that peers can reach)");
        }
        if (address instanceof Inet4Address != advertised instanceof Inet4Address) {
            throw new IllegalArgumentException(
                    "advertised: "
                            + advertised.getHostAddress()
                            + " (expected: the family of "
                            + address.getHostAddress()
                            + ")");
        }
    }

    /** Pairs of an even port for RTP and the odd one above it for RTCP (RFC 3550 11). */
    public int pairs() {
        return pairs(firstPort, lastPort);
    }

    /** The RTP port of the pair of that number, from 0. */
    int port(int pair) {
        return evenFrom(firstPort) + 2 * pair;
    }

    private static int pairs(int firstPort, int lastPort) {
        return Math.max(0, (lastPort + 1 - evenFrom(firstPort)) / 2);
    }

    private static int evenFrom(int port) {
        return port + (port & 1);
    }

    private static void requirePort(String name, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 1-65535)");
        }
    }
}
