package org.portcullis.security.admission;

import java.util.List;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Flow;
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

    static long value(Counters counters, String name, String... labels) {
        return counters.samples().stream()
                .filter(s -> s.name().equals(name) && s.labels().equals(List.of(labels)))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}
