package org.portcullis.core.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.Trust;

/**
 * The client machines, each row a story: inputs in order, each with what it must lead to. Inputs:
 * {@code start}, a status code, {@code +MILLIS}, {@code break} of the transport, {@code cancel},
 * {@code cancel:200} for the answer to that. Outputs: what was sent, {@code up:STATUS} told to the
 * user, {@code failed:STATUS}, {@code gone} once the transaction has left its table.
 */
class ClientTransactionTest {
    private final TestLoop time = new TestLoop(1);
    private TransactionLayer layer =
            new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
    private final List<String> told = new ArrayList<>();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A doubles without a bound            | udp | start>INVITE +510>INVITE +1010>INVITE +2010>INVITE +4010>INVITE +8010>INVITE
            B gives up after 64*T1               | udp | start>INVITE +31900>INVITE,INVITE,INVITE,INVITE,INVITE,INVITE +200>failed:408,gone
            B gives up over TCP, no repetition   | tcp | start>INVITE +31900 +200>failed:408,gone
            provisional stops A and B            | udp | start>INVITE 100>up:100 180>up:180 +100000 183>up:183
            refused: ACK, D, gone after 32 s     | udp | start>INVITE 486>ACK,up:486 486>ACK +31900 +200>gone 486
            refused over TCP: gone at once       | tcp | start>INVITE 486>ACK,up:486,gone
            refused after ringing                | udp | start>INVITE 180>up:180 603>ACK,up:603 180 200
            answered: repeats go up until M      | udp | start>INVITE 200>up:200 200>up:200 +31900 200>up:200 +200>gone
            answered: no late failure            | udp | start>INVITE 200>up:200 486 180
            transport fails while calling        | tcp | start>INVITE break>failed:503,gone
            transport fails while ringing        | tcp | start>INVITE 180>up:180 break>failed:503,gone
            CANCEL waits for a provisional       | udp | start>INVITE cancel 180>CANCEL,up:180 487>ACK,up:487
            CANCEL at once when ringing          | udp | start>INVITE 180>up:180 cancel>CANCEL cancel
            CANCEL unanswered                    | udp | start>INVITE 180>up:180 cancel>CANCEL +31900>CANCEL,CANCEL,CANCEL,CANCEL,CANCEL,CANCEL,CANCEL,CANCEL,CANCEL,CANCEL +200>failed:408,gone
            CANCEL crosses 200                   | udp | start>INVITE cancel 200>up:200
            answered after ringing               | udp | start>INVITE 180>up:180 200>up:200
            answered: the transport may fail     | tcp | start>INVITE 200>up:200 break 200>up:200 +31900 +200>gone
            refused: the transport may fail      | udp | start>INVITE 404>ACK,up:404 break>gone
            redirected                           | udp | start>INVITE 302>ACK,up:302 302>ACK
            CANCEL after the answer              | udp | start>INVITE 200>up:200 cancel
            CANCEL answered, INVITE not          | udp | start>INVITE 180>up:180 cancel>CANCEL cancel:200 +31900 +200>failed:408,gone
            CANCEL crosses 200 while ringing     | udp | start>INVITE 180>up:180 cancel>CANCEL 200>up:200
            CANCEL never without a provisional   | udp | start>INVITE cancel +31900>INVITE,INVITE,INVITE,INVITE,INVITE,INVITE +200>failed:408,gone
            """)
    void shouldFollowTheInviteMachine(String name, String transport, String story) {
        play("INVITE", transport, story);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            E doubles up to T2                   | udp | start>BYE +510>BYE +1010>BYE +2010>BYE +4010>BYE +4010>BYE +4010>BYE
            F gives up after 64*T1               | udp | start>BYE +31900>BYE,BYE,BYE,BYE,BYE,BYE,BYE,BYE,BYE,BYE +200>failed:408,gone
            F gives up over TCP, no repetition   | tcp | start>BYE +31900 +200>failed:408,gone
            provisional slows E to T2            | udp | start>BYE 100>up:100 +510>BYE +3900 +110>BYE
            F runs on after a provisional        | udp | start>BYE 100>up:100 +31900>BYE,BYE,BYE,BYE,BYE,BYE,BYE,BYE +200>failed:408,gone
            final response, K                    | udp | start>BYE 200>up:200 200 +4900 +200>gone
            final response over TCP              | tcp | start>BYE 481>up:481,gone
            refused after a provisional          | udp | start>BYE 100>up:100 500>up:500 500
            transport fails                      | tcp | start>BYE break>failed:503,gone
            transport fails after a provisional  | tcp | start>BYE 100>up:100 break>failed:503,gone
            provisionals, then answered          | udp | start>BYE 100>up:100 180>up:180 200>up:200 180
            answered: the transport may fail     | udp | start>BYE 200>up:200 break>gone
            a stray answer                       | tcp | start>BYE 200>up:200,gone 200
            """)
    void shouldFollowTheNonInviteMachine(String name, String transport, String story) {
        play("BYE", transport, story);
    }

    private void play(String method, String transport, String story) {
        TestFlow flow =
                new TestFlow("r", Trust.TRUSTED, transport + ":192.0.2.1:5060", "192.0.2.9:5060");
        SipRequest request =
                Messages.request(
                        method
                                + " sip:b@192.0.2.9 SIP/2.0\nVia: SIP/2.0/UDP"
                                + " 192.0.2.1;branch=z9hG4bKa1\nMax-Forwards: 70\nFrom:"
                                + " <sip:a@a.example>;tag=1\nTo: <sip:b@b.example>\nCall-ID:"
                                + " 1\nCSeq: 7 "
                                + method
                                + "\nContent-Length: 0\n\n");
        ClientTransaction[] transaction = new ClientTransaction[1];
        boolean gone = false;
        for (String step : story.strip().split(" ")) {
            String[] parts = step.split(">");
            String input = parts[0];
            if (input.equals("start")) {
                transaction[0] = layer.send(request, flow, new Listener(), time.nowNanos());
            } else if (input.equals("break")) {
                flow.fail();
            } else if (input.equals("cancel")) {
                ((InviteClientTransaction) transaction[0])
                        .cancel(java.util.Optional.empty(), time.nowNanos());
            } else if (input.equals("cancel:200")) {
                String text = request.toString().replace("INVITE", "CANCEL").replace("\r\n", "\n");
                SipResponse answer = Messages.answer(Messages.request(text), 200, "x", "");
                layer.received(answer, flow, time.nowNanos());
            } else if (input.startsWith("+")) {
                time.pass(Long.parseLong(input.substring(1)));
            } else {
                SipResponse response = Messages.answer(request, Integer.parseInt(input), "x", "");
                layer.received(response, flow, time.nowNanos());
            }
            List<String> seen = new ArrayList<>();
            while (!flow.idle()) {
                seen.add(method(flow.take()));
            }
            seen.addAll(told);
            told.clear();
            if (!gone && transaction[0].terminated()) {
                gone = true;
                seen.add("gone");
            }
            List<String> expected = parts.length > 1 ? List.of(parts[1].split(",")) : List.of();
            assertEquals(expected, seen, step + " in " + story);
        }
        if (gone && !story.contains("CANCEL")) {
            assertEquals(0, layer.size());
            assertEquals(0, time.loop().timers().size());
            assertEquals(0, flow.watchers());
        }
    }

    private static String method(SipMessage message) {
        return ((SipRequest) message).method().name().toString();
    }

    private final class Listener implements ClientUser {
        @Override
        public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
            told.add("up:" + response.status());
        }

        @Override
        public void failed(ClientTransaction transaction, int status, long nowNanos) {
            told.add("failed:" + status);
        }
    }

    @Test
    void shouldGoByTheConfiguredTimers() {
        SipTimers timers =
                new SipTimers(
                        Duration.ofMillis(100),
                        Duration.ofMillis(400),
                        Duration.ofMillis(1000),
                        Duration.ofSeconds(60));
        layer = new TransactionLayer(time.loop(), timers, 1000, time.counters());
        play(
                "BYE",
                "udp",
                "start>BYE +110>BYE +210>BYE +410>BYE +410>BYE 200>up:200 +990 +20>gone");
        assertEquals(700_000_000, timers.slowestNanos() + 400_000_000);
    }

    /** RFC 3261 17.1.3: the branch, and the method in CSeq. */
    @Test
    void shouldNotTakeAForeignResponse() {
        TestFlow flow = new TestFlow("r", Trust.TRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060");
        SipRequest request =
                Messages.request(
                        "BYE sip:b@192.0.2.9 SIP/2.0\nVia: SIP/2.0/UDP"
                                + " 192.0.2.1;branch=z9hG4bKa1\nFrom: <sip:a@a>;tag=1\nTo:"
                                + " <sip:b@b>\nCall-ID: 1\nCSeq: 7 BYE\n\n");
        layer.send(request, flow, new Listener(), time.nowNanos());
        SipResponse answer = Messages.answer(request, 200, "x", "");
        for (String[] change : new String[][] {{"z9hG4bKa1", "z9hG4bKa2"}, {"7 BYE", "7 INVITE"}}) {
            String text = answer.toString().replace(change[0], change[1]).replace("\r\n", "\n");
            layer.received(Messages.response(text), flow, time.nowNanos());
        }
        assertEquals(List.of(), told);
        assertEquals(
                2, time.counters().counter("portcullis_sip_stray_responses_total", "").value());
        layer.received(answer, flow, time.nowNanos());
        assertEquals(List.of("up:200"), told);
    }
}
