package org.portcullis.appliance.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The ports that the file takes, compared when all of it is read: none may be taken twice. */
final class PortClaims {
    private final List<Claim> claims = new ArrayList<>();

    /**
     * @param datagram UDP, else TCP
     */
    void listener(Place place, boolean datagram, InetSocketAddress address) {
        int port = address.getPort();
        if (port != 0) {
            claims.add(new Claim(place, datagram, address.getAddress(), port, port));
        }
    }

    void media(Place place, InetAddress address, int firstPort, int lastPort) {
        claims.add(new Claim(place, true, address, firstPort, lastPort));
    }

    /** Reports every claim that clashes with one written before it. */
    void check(Consumer<Problem> problems) {
        claims.sort(
                Comparator.comparingInt((Claim c) -> c.place().line())
                        .thenComparingInt(c -> c.place().column()));
        for (int i = 0; i < claims.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (claims.get(i).clashesWith(claims.get(j))) {
                    problems.accept(claims.get(i).clash(claims.get(j)));
                    break;
                }
            }
        }
    }

    private record Claim(
            Place place, boolean datagram, InetAddress address, int firstPort, int lastPort) {

        boolean clashesWith(Claim other) {
            return datagram == other.datagram
                    && firstPort <= other.lastPort
                    && other.firstPort <= lastPort
                    && overlaps(address, other.address);
        }

        Problem clash(Claim earlier) {
            String protocol = datagram ? "UDP" : "TCP";
            String wanted = firstPort == lastPort ? "a " + protocol + " port" : protocol + " ports";
            return new Problem(
                    place,
                    ports()
                            + ": taken by "
                            + earlier.place().path()
                            + " in line "
                            + earlier.place().line()
                            + " (expected: "
                            + wanted
                            + " that nothing else takes)");
        }

        private String ports() {
            return firstPort == lastPort
                    ? "port " + firstPort
                    : "ports " + firstPort + '-' + lastPort;
        }

        private static boolean overlaps(InetAddress a, InetAddress b) {
            return a.equals(b)
                    || a.getClass() == b.getClass()
                            && (a.isAnyLocalAddress() || b.isAnyLocalAddress());
        }
    }
}
