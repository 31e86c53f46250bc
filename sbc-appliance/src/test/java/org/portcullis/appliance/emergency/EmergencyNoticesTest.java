package org.portcullis.appliance.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portcullis.core.agent.TextMessages;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.emergency.EmergencyCall;
import org.portcullis.routing.resolve.NextHop;

class EmergencyNoticesTest {
    private static final EmergencyCall CALL =
            new EmergencyCall("+4930", "112", "carrier", "call-1", Instant.EPOCH);

    private final TestLoop time = new TestLoop(1);
    private final TestFlow flow =
            new TestFlow("inside", Trust.TRUSTED, "udp:10.0.0.1:5060", "10.0.0.9:5060");
    private final TransactionLayer layer =
            new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
    private final EmergencyNotices notices =
            new EmergencyNotices(
                    new NoticeSettings(
                            List.of(
                                    new NoticeSettings.Address(
                                            flow.realm(), NextHop.parse("sip:oncall@10.0.0.9"))),
                            Optional.empty()),
                    "edge",
                    time.counters());

    EmergencyNoticesTest() {
        notices.sendOn(time.loop(), new TextMessages(layer, (realm, target) -> flow));
    }

    @Test
    void shouldSendAMessage() {
        notices.accept(CALL);
        SipRequest message = message();
        String text = message.toString().replace("\r\n", "\n");
        assertTrue(text.startsWith("MESSAGE sip:oncall@10.0.0.9 SIP/2.0\n"), text);
        assertTrue(text.contains("\nFrom: <sip:10.0.0.1:5060>;tag="), text);
        assertTrue(text.contains("\nTo: <sip:oncall@10.0.0.9>\n"), text);
        assertTrue(text.contains("\nContent-Type: text/plain;charset=UTF-8\n"), text);
        assertEquals(
                "Emergency call to 112 from +4930 by carrier at 1970-01-01T00:00:00Z, node edge",
                message.body().toString());
        answer(message, 200);
        assertEquals(1, outcome("delivered"));
        time.pass(120_000);
        assertTrue(flow.idle());
        assertEquals(0, time.bugs());
    }

    @Test
    void shouldTryAgainAndGiveUpInTheEnd() {
        notices.accept(CALL);
        for (int pause = 1_000; pause <= 16_000; pause *= 4) {
            answer(message(), 480);
            time.pass(pause - 10);
            assertTrue(flow.idle());
            time.pass(20);
        }
        assertEquals(0, outcome("failed"));
        answer(message(), 486);
        assertEquals(1, outcome("failed"));
        time.pass(120_000);
        assertTrue(flow.idle());
    }

    @Test
    void shouldDropWhatIsTooMuch() {
        for (int i = 0; i < 65; i++) {
            notices.accept(CALL);
        }
        assertEquals(1, outcome("dropped"));
    }

    private SipRequest message() {
        return assertInstanceOf(SipRequest.class, flow.take());
    }

    private void answer(SipRequest message, int status) {
        layer.received(Messages.answer(message, status, "t", "\n"), flow, time.nowNanos());
    }

    private long outcome(String outcome) {
        return time.counters()
                .counter(
                        "portcullis_emergency_notices_total",
                        "",
                        "by",
                        "message",
                        "outcome",
                        outcome)
                .value();
    }
}
