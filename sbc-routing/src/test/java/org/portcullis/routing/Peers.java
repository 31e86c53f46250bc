package org.portcullis.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.dispatch.Algorithm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/** Two realms, sets of destinations in them, requests from them, and the figures kept. */
public final class Peers {
    public static final Realm INSIDE = realm("inside", "udp:10.0.0.1:5060", Trust.TRUSTED);
    public static final Realm OUTSIDE = realm("outside", "udp:192.0.2.1:5060", Trust.UNTRUSTED);

    private Peers() {}

    /** Destinations in {@link #INSIDE}. */
    public static DispatcherSettings dispatcher(
            String name, Optional<ProbeSettings> probe, String... uris) {
        return new DispatcherSettings(
                name,
                INSIDE,
                Algorithm.ROUND_ROBIN,
                probe,
                Stream.of(uris)
                        .map(uri -> new DispatcherSettings.Member(NextHop.parse(uri), 50))
                        .toList());
    }

    public static SipRequest invite() {
        return invite("sip:alice@198.51.100.1");
    }

    public static SipRequest invite(String fromUri) {
        return Messages.request(
                """
                INVITE sip:100@192.0.2.1 SIP/2.0
                Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                From: <%s>;tag=1
                To: <sip:100@192.0.2.1>
                Call-ID: 1@198.51.100.1
                CSeq: 1 INVITE

                """
                        .formatted(fromUri));
    }

    public static long value(Counters counters, String name, String... labels) {
        return counters.samples().stream()
                .filter(s -> s.name().equals(name) && s.labels().equals(List.of(labels)))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    private static Realm realm(String name, String listen, Trust trust) {
        return new Realm(name, List.of(ListenPoint.parse(listen)), trust);
    }
}
