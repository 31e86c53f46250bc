package org.portcullis.security.admission;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/** One peer, and the figures kept of it. */
final class Fixtures {

    private Fixtures() {}

    static Flow flow(Trust trust) {
        return new TestFlow("outside", trust, "udp:192.0.2.1:5060", "198.51.100.1:5060");
    }

    static SipRequest request(String method) {
        return Messages.request(
                method
                        + """
                         sip:100@192.0.2.1 SIP/2.0
                        Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                        From: <sip:200@198.51.100.1>;tag=1
                        To: <sip:100@192.0.2.1>
                        Call-ID: 1@198.51.100.1
                        CSeq: 1\s"""
                        + method
                        + "\n\n");
    }

    static Flow flow(String realm, String remote) {
        String local = remote.startsWith("[") ? "udp:[2001:db8::1]:5060" : "udp:192.0.2.1:5060";
        return new TestFlow(realm, Trust.UNTRUSTED, local, remote);
    }

    /** An INVITE of one user to another. */
    static SipRequest invite(String caller, String called) {
        return Messages.request(
                request("INVITE")
                        .toString()
                        .replace("\r\n", "\n")
                        .replace("sip:200@", "sip:" + caller + '@')
                        .replace("sip:100@", "sip:" + called + '@'));
    }

    static Hop hop(Origin peer, String realm, String address) {
        Flow to = flow(realm, address);
        SipUri uri = (SipUri) Uri.parse(AsciiString.of("sip:" + address)).orElseThrow();
        return new Hop(peer, to.realm(), uri, new Target(Protocol.UDP, to.remote()));
    }

    static long live(Counters counters, String scope, String name, String direction) {
        return value(
                counters,
                "portcullis_admission_live_calls",
                "scope",
                scope,
                "name",
                name,
                "direction",
                direction);
    }

    static long refused(
            Counters counters, String scope, String name, String direction, String limit) {
        return value(
                counters,
                "portcullis_admission_refused_total",
                "scope",
                scope,
                "name",
                name,
                "direction",
                direction,
                "limit",
                limit);
    }

    static long value(Counters counters, String name, String... labels) {
        return counters.samples().stream()
                .filter(s -> s.name().equals(name) && s.labels().equals(List.of(labels)))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}
