package org.portcullis.media.offer;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.portcullis.core.sdp.SdpLine;
import org.portcullis.core.sdp.SessionDescription;

/**
 * Which lines of a description may cross from one leg to the other.
 *
 * <p>Names of people and hosts do not ({@code i= u= e= p= k=} and types unknown). Of attributes
 * those stay behind that we write ourselves, that ask for what the relay does not do, that name
 * hosts, or that hold anything like an address or a host of the description; all others pass, known
 * or not.
 */
final class CrossingLines {
    private static final String TYPES = "btrz";

    /** Written by us: direction, RTCP. */
    private static final List<String> OURS =
            List.of("sendrecv", "sendonly", "recvonly", "inactive", "rtcp");

    /**
     * Of ICE, SRTP, DTLS, multiplexing, capability negotiation: what would be promised here is not
     * done.
     */
    private static final List<String> NOT_DONE =
            List.of(
                    "candidate",
                    "remote-candidates",
                    "end-of-candidates",
                    "crypto",
                    "fingerprint",
                    "setup",
                    "connection",
                    "tls-id",
                    "dtls-id",
                    "identity",
                    "key-mgmt",
                    "zrtp-hash",
                    "3ge2ae",
                    "rtcp-mux",
                    "rtcp-mux-only",
                    "bundle-only",
                    "csup",
                    "creq",
                    "acap",
                    "tcap",
                    "pcfg",
                    "acfg",
                    "rmcap",
                    "omcap",
                    "mscap",
                    "lcfg",
                    "bcap",
                    "ccap");

    /**
     * Of the sender's network and software; {@code ssrc} carries its CNAME, user and host (RFC 5576
     * 6.1).
     */
    private static final List<String> TELLING =
            List.of(
                    "ssrc",
                    "ssrc-group",
                    "source-filter",
                    "tool",
                    "nortpproxy",
                    "path",
                    "relay-path");

    private static final AsciiString ICE = AsciiString.cached("ice-");
    private static final AsciiString BUNDLE = AsciiString.cached("group:BUNDLE");

    private static final Set<AsciiString> STAY =
            Set.copyOf(
                    List.of(OURS, NOT_DONE, TELLING).stream()
                            .flatMap(List::stream)
                            .map(AsciiString::of)
                            .toList());

    private final List<AsciiString> names = new ArrayList<>();

    /** For the lines of {@code description}, whose host names are looked out for. */
    CrossingLines(SessionDescription description) {
        addName(description.origin().address().host());
        description.connection().ifPresent(connection -> addName(connection.host()));
    }

    boolean passes(SdpLine line) {
        if (!line.isAttribute()) {
            return TYPES.indexOf(line.type()) >= 0;
        }
        AsciiString value = line.value();
        return !STAY.contains(line.attributeName())
                && !value.startsWith(ICE)
                && !value.startsWith(BUNDLE)
                && !Addresses.occurIn(value)
                && !names(value);
    }

    private boolean names(AsciiString value) {
        for (AsciiString name : names) {
            if (value.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private void addName(AsciiString host) {
        if (!Addresses.occurIn(host)) {
            names.add(host);
        }
    }
}
