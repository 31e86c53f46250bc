package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.codec.SanityPolicy;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.Trust;

/** What happens to a message between the parser and the receiver. */
class InboundTest {
    private static final ListenPoint POINT = ListenPoint.parse("udp:192.0.2.1:5060");
    private static final String SOUND = Wire.options(1, "");
    private static final String EXPIRES = Wire.options(1, "Expires: soon\n");
    private static final String CUT = SOUND.replace("Call-ID: call\r\n", "");

    private final TestLoop time = new TestLoop(1);
    private boolean told = true;
    private final List<String> reported = new ArrayList<>();
    private final List<SipMessage> received = new ArrayList<>();

    private TestFlow receive(SanityPolicy policy, String... texts) {
        Realm realm = new Realm("outside", List.of(POINT), Trust.UNTRUSTED, policy);
        TestFlow flow = new TestFlow(realm, "192.0.2.9:5060");
        OwnNames own = new OwnNames();
        own.know(realm.listen());
        Inbound inbound =
                new Inbound(
                        time.loop(),
                        realm,
                        new Recording(),
                        SipLimits.DEFAULT,
                        own,
                        (message, from, nowNanos) -> received.add(message),
                        new TransportCounters(time.counters(), realm, Protocol.UDP));
        for (String text : texts) {
            inbound.received(Wire.bytes(text), false, flow, time.nowNanos());
        }
        return flow;
    }

    @Test
    void shouldPassOnWhatIsSound() {
        TestFlow flow = receive(SanityPolicy.DEFAULT, SOUND);
        assertEquals(1, received.size());
        assertTrue(flow.idle());
        assertEquals(List.of(), reported);
    }

    @Test
    void shouldAnswerCountAndReportWhatFails() {
        TestFlow flow = receive(SanityPolicy.DEFAULT, EXPIRES, EXPIRES, CUT);
        SipResponse first = (SipResponse) flow.take();
        SipResponse again = (SipResponse) flow.take();
        SipResponse cut = (SipResponse) flow.take();
        assertEquals(400, first.status());
        assertEquals("Invalid Expires", first.reason().toString());
        assertEquals(first.to().tag(), again.to().tag(), "of a retransmission");
        assertEquals("Missing Call-ID", cut.reason().toString());
        assertEquals(List.of(), received);
        assertEquals(2, count(SanityCheck.EXPIRES));
        assertEquals(1, count(SanityCheck.REQUIRED_HEADERS));
        assertEquals(
                List.of(
                        "192.0.2.9 outside EXPIRES",
                        "192.0.2.9 outside EXPIRES",
                        "192.0.2.9 outside REQUIRED_HEADERS"),
                reported);
    }

    @Test
    void shouldDropUnansweredWhatTheFilterKnows() {
        String scan = Wire.options(1, "User-Agent: scanner\n");
        TestFlow flow = receive(SanityPolicy.DEFAULT, scan, SOUND);
        assertEquals(1, received.size());
        assertTrue(flow.idle());
        assertEquals(
                1,
                time.counters().samples().stream()
                        .filter(s -> s.labels().contains("filtered"))
                        .mapToLong(s -> s.value().getAsLong())
                        .sum());
    }

    @Test
    void shouldAnswerNothingToWhoIsNotToBeTold() {
        told = false;
        TestFlow flow = receive(SanityPolicy.DEFAULT, EXPIRES, CUT);
        assertTrue(flow.idle());
        assertEquals(List.of(), received);
        assertEquals(2, reported.size());
        assertEquals(1, count(SanityCheck.EXPIRES));
    }

    @Test
    void shouldDropSilentlyWhereItIsToldTo() {
        TestFlow flow = receive(SanityPolicy.DEFAULT.droppingSilently(true), EXPIRES, CUT);
        assertTrue(flow.idle());
        assertEquals(List.of(), received);
        assertEquals(2, reported.size());
        assertEquals(1, count(SanityCheck.EXPIRES));
    }

    @Test
    void shouldDropUncountedWhatIsNotAskedAndCannotBeTaken() {
        SanityPolicy policy =
                SanityPolicy.DEFAULT
                        .with(SanityCheck.REQUIRED_HEADERS, false)
                        .with(SanityCheck.EXPIRES, false);
        TestFlow flow = receive(policy, EXPIRES, CUT);
        assertTrue(flow.idle());
        assertEquals(1, received.size());
        assertEquals(List.of(), reported);
        assertEquals(0, count(SanityCheck.REQUIRED_HEADERS));
    }

    @Test
    void shouldTakeResponsesToItsOwnNamesOnly() {
        String answer = "SIP/2.0 200 OK" + SOUND.substring(SOUND.indexOf("\r\n"));
        TestFlow flow =
                receive(
                        SanityPolicy.DEFAULT,
                        answer,
                        answer.replace("client.example;", "192.0.2.1:5061;"),
                        answer.replace("client.example;", "192.0.2.1;"),
                        answer.replace("client.example;", "192.0.2.1:5060;"));
        assertTrue(flow.idle());
        assertEquals(2, count(SanityCheck.FIRST_VIA));
        assertEquals(2, received.size());
    }

    private long count(SanityCheck check) {
        return time.counters()
                .counter(
                        SanityCheck.METRIC,
                        "",
                        "realm",
                        "outside",
                        "transport",
                        "udp",
                        "check",
                        check.label())
                .value();
    }

    private final class Recording implements SourceFilter {
        @Override
        public boolean accept(InetSocketAddress source, Realm realm, long nowNanos) {
            return true;
        }

        @Override
        public boolean accept(
                SipRequest request, InetSocketAddress source, Realm realm, long nowNanos) {
            return !request.has(HeaderName.USER_AGENT);
        }

        @Override
        public boolean insane(
                InetSocketAddress source, Realm realm, SanityCheck check, long nowNanos) {
            reported.add(source.getHostString() + ' ' + realm.name() + ' ' + check);
            return told;
        }
    }
}
