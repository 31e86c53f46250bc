package org.portcullis.routing.resolve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.transport.Protocol;

/** A transport that a name may be reached by, and where its SRV records are (RFC 3263 4.1). */
record Offer(Protocol protocol, String name) {

    /** Those NAPTR records that are for a transport of ours, in their order. */
    static List<Offer> of(List<ResourceRecord> records, Lookup lookup) {
        List<ResourceRecord.Pointer> pointers = new ArrayList<>();
        for (ResourceRecord each : records) {
            if (each instanceof ResourceRecord.Pointer pointer
                    && pointer.flags().equalsIgnoreCase("s")
                    && !pointer.replacement().isEmpty()
                    && transport(pointer, lookup).isPresent()) {
                pointers.add(pointer);
            }
        }
        pointers.sort(
                Comparator.comparingInt(ResourceRecord.Pointer::order)
                        .thenComparingInt(ResourceRecord.Pointer::preference));
        List<Offer> offers = new ArrayList<>();
        for (ResourceRecord.Pointer pointer : pointers) {
            offers.add(new Offer(transport(pointer, lookup).orElseThrow(), pointer.replacement()));
        }
        return offers;
    }

    /** The transport of a NAPTR record (RFC 3263 4.1, RFC 7118 5.3), if it may be used. */
    private static Optional<Protocol> transport(ResourceRecord.Pointer pointer, Lookup lookup) {
        Optional<Protocol> protocol =
                switch (pointer.services()) {
                    case "SIP+D2U" -> Optional.of(Protocol.UDP);
                    case "SIP+D2T" -> Optional.of(Protocol.TCP);
                    case "SIPS+D2T" -> Optional.of(Protocol.TLS);
                    case "SIP+D2W" -> Optional.of(Protocol.WS);
                    case "SIPS+D2W" -> Optional.of(Protocol.WSS);
                    default -> Optional.empty();
                };
        return protocol.filter(its -> usable(its, lookup));
    }

    /** Where there is no NAPTR: every transport that we have. */
    static List<Offer> usual(Lookup lookup) {
        return lookup.reach().protocols().stream()
                .filter(protocol -> usable(protocol, lookup))
                .map(protocol -> usual(protocol, lookup.host()))
                .toList();
    }

    private static boolean usable(Protocol protocol, Lookup lookup) {
        return lookup.reach().has(protocol) && (protocol.secure() || !lookup.secure());
    }

    static Offer usual(Protocol protocol, String host) {
        String prefix =
                switch (protocol) {
                    case UDP -> "_sip._udp.";
                    case TCP -> "_sip._tcp.";
                    case TLS -> "_sips._tcp.";
                    case WS -> "_sip._ws.";
                    case WSS -> "_sips._ws.";
                };
        return new Offer(protocol, prefix + host);
    }
}
