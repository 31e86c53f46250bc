package org.portcullis.core.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.codec.SanityPolicy;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;

/**
 * The server machines, each row a story: inputs in order, each with what it must lead to. Inputs:
 * {@code request}, {@code ack}, {@code cancel}, {@code send:STATUS}, {@code +MILLIS}, {@code break}
 * of the transport. Outputs: a status that was sent, {@code up:METHOD} told to the user, {@code
 * undelivered}, {@code gone} once the transaction has left its table.
 */
class ServerTransactionTest {
    private final TestLoop time = new TestLoop(1);
    private final TransactionLayer layer =
            new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
    private final List<String> told = new ArrayList<>();
    private final List<ServerTransaction> opened = new ArrayList<>();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            100 at once, repeated for a repeat   | udp | request>100,up:INVITE request>100 send:180>180 request>180
            refused: G doubles up to T2          | udp | request>100,up:INVITE send:486>486 +510>486 +1010>486 +2010>486 +4010>486 +4010>486
            refused: ACK ends it, I absorbs      | udp | request>100,up:INVITE send:486>486 ack ack request +4900 +200>gone
            refused: no ACK, H                   | udp | request>100,up:INVITE send:486>486 +31900>486,486,486,486,486,486,486,486,486,486 +200>undelivered,gone
            refused: a repeat is answered        | udp | request>100,up:INVITE send:486>486 request>486
            refused over TCP: no repetition      | tcp | request>100,up:INVITE send:486>486 +20000 ack>gone
            answered: ACK goes up, L             | udp | request>100,up:INVITE send:200>200 request ack>up:ACK send:200>200 +31900 +200>gone
            answered: no failure after           | udp | request>100,up:INVITE send:200>200 send:486 send:180
            no second final response             | udp | request>100,up:INVITE send:486>486 send:200
            transport fails before the answer    | tcp | request>100,up:INVITE break>undelivered,gone send:200
            transport fails after the answer     | tcp | request>100,up:INVITE send:200>200 break>undelivered,gone
            CANCEL while ringing                 | udp | request>100,up:INVITE cancel>200,up:CANCEL send:487>487 ack
            CANCEL from another host             | udp | request>100,up:INVITE steal>up:CANCEL send:200>200
            CANCEL after the answer              | udp | request>100,up:INVITE send:200>200 cancel>200
            CANCEL after the refusal             | udp | request>100,up:INVITE send:486>486 cancel>200 cancel>200
            CANCEL after the end                 | tcp | request>100,up:INVITE send:486>486 ack>gone cancel>up:CANCEL
            an ACK too early                     | udp | request>100,up:INVITE ack send:180>180 ack send:486>486
            refused: nothing more is sent        | udp | request>100,up:INVITE send:404>404 send:180 send:200 send:486
            refused: the transport fails         | udp | request>100,up:INVITE send:404>404 break>undelivered,gone
            acknowledged: nothing more is sent   | udp | request>100,up:INVITE send:404>404 ack send:180 send:200 send:486 request
            acknowledged: the transport may fail | udp | request>100,up:INVITE send:404>404 ack break>gone
            redirected                           | udp | request>100,up:INVITE send:302>302 ack +4900 +200>gone
            """)
    void shouldFollowTheInviteMachine(String name, String transport, String story) {
        play("INVITE", transport, story);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            nothing before the user answers      | udp | request>up:BYE request +3400 request
            100 when the client has slowed down  | udp | request>up:BYE +3400 +200>100 request>100 send:200>200 request>200
            100 over TCP too                     | tcp | request>up:BYE +3400 +200>100 send:200>200,gone
            100 over TCP at any time             | tcp | request>up:BYE send:100>100 request>100 +5000 send:200>200,gone
            no early 100 over UDP                | udp | request>up:BYE send:100 request send:200>200
            no other provisional, ever           | tcp | request>up:BYE send:180 send:183 send:200>200,gone
            no other provisional after 100       | udp | request>up:BYE +3600>100 send:180 send:100 ack>up:ACK request>100
            nothing once the client gave up      | udp | request>up:BYE +31900>100 +200>gone send:200
            a repeat hears the final response    | udp | request>up:BYE send:200>200 request>200 +31900 +200>gone
            a refusal likewise                   | udp | request>up:BYE send:481>481 request>481 +31900 +200>gone
            over TCP: gone with the answer       | tcp | request>up:BYE send:200>200,gone
            no second final response             | udp | request>up:BYE send:200>200 send:500 send:100 send:200 request>200
            408 is never sent                    | udp | request>up:BYE send:408>gone
            408 is never sent after 100          | udp | request>up:BYE +3600>100 send:408>gone
            an ACK means nothing                 | udp | request>up:BYE ack>up:ACK send:200>200 ack>up:ACK
            transport fails                      | tcp | request>up:BYE break>undelivered,gone
            transport fails after 100            | tcp | request>up:BYE +3600>100 break>undelivered,gone
            transport fails after the answer     | udp | request>up:BYE send:200>200 break>undelivered,gone
            CANCEL of nothing                    | udp | cancel>up:CANCEL
            CANCEL has no effect                 | udp | request>up:BYE cancel>200 send:200>200 cancel>200
            """)
    void shouldFollowTheNonInviteMachine(String name, String transport, String story) {
        play("BYE", transport, story);
    }

    private void play(String method, String transport, String story) {
        TestFlow flow =
                new TestFlow("r", Trust.TRUSTED, transport + ":192.0.2.1:5060", "192.0.2.9:5060");
        TestFlow elsewhere =
                new TestFlow("r", Trust.TRUSTED, transport + ":192.0.2.1:5060", "192.0.2.8:5060");
        layer.user(new User());
        boolean gone = false;
        for (String step : story.strip().split(" ")) {
            String[] parts = step.split(">");
            String input = parts[0];
            if (input.equals("request")) {
                layer.received(request(method, method), flow, time.nowNanos());
            } else if (input.equals("ack")) {
                layer.received(request("ACK", method), flow, time.nowNanos());
            } else if (input.equals("cancel")) {
                layer.received(request("CANCEL", method), flow, time.nowNanos());
            } else if (input.equals("steal")) {
                layer.received(request("CANCEL", method), elsewhere, time.nowNanos());
            } else if (input.equals("break")) {
                flow.fail();
            } else if (input.startsWith("+")) {
                time.pass(Long.parseLong(input.substring(1)));
            } else {
                int status = Integer.parseInt(input.substring("send:".length()));
                ServerTransaction transaction = opened.getFirst();
                transaction.respond(
                        Replies.begin(layer.writer(), transaction, status, AsciiString.of("t"))
                                .toResponse(),
                        time.nowNanos());
            }
            List<String> seen = new ArrayList<>();
            while (!flow.idle()) {
                seen.add(Integer.toString(((SipResponse) flow.take()).status()));
            }
            seen.addAll(told);
            told.clear();
            if (!gone && !opened.isEmpty() && opened.getFirst().terminated()) {
                gone = true;
                seen.add("gone");
            }
            List<String> expected = parts.length > 1 ? List.of(parts[1].split(",")) : List.of();
            assertEquals(expected, seen, step + " in " + story);
        }
        if (gone) {
            assertEquals(0, layer.size());
            assertEquals(0, layer.mergeable());
            assertEquals(0, time.loop().timers().size());
            assertEquals(0, flow.watchers());
        }
    }

    private static SipRequest request(String method, String original) {
        return Messages.request(
                method
                        + " sip:b@192.0.2.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK"
                        + original
                        + "\nMax-Forwards: 70\nFrom: <sip:a@a.example>;tag=1\nTo:"
                        + " <sip:b@b.example>\nCall-ID: 1\nCSeq: 7 "
                        + method
                        + "\nContent-Length: 0\n\n");
    }

    private final class User implements TransactionUser {
        @Override
        public void request(SipRequest request, Flow flow, long nowNanos) {
            told.add("up:" + request.method().name());
            if (request.method().equals(Method.CANCEL)) {
                return; // silence
            }
            ServerTransaction transaction = layer.open(request, flow, nowNanos);
            transaction.onUndelivered((failed, now) -> told.add("undelivered"));
            opened.add(transaction);
        }

        @Override
        public void ack(SipRequest ack, Flow flow, long nowNanos) {
            told.add("up:ACK");
        }

        @Override
        public void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
            told.add("up:CANCEL");
        }
    }

    /** RFC 3261 8.2.2.2: a proxy before us forked, and both branches came here. */
    @Test
    void shouldRefuseAMergedRequest() {
        TestFlow flow = new TestFlow("r", Trust.TRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060");
        layer.user(new User());
        SipRequest first = request("OPTIONS", "one");
        SipRequest second = request("OPTIONS", "two");
        layer.received(first, flow, time.nowNanos());
        layer.received(second, flow, time.nowNanos());
        layer.received(second, flow, time.nowNanos());
        SipResponse refused = (SipResponse) flow.take();
        SipResponse again = (SipResponse) flow.take();
        assertEquals(482, refused.status());
        assertEquals(refused.to().tag(), again.to().tag(), "of a retransmission");
        assertEquals(List.of("up:OPTIONS"), told);
        assertEquals(2, merged());
        opened.getFirst().respond(answer(opened.getFirst()), time.nowNanos());
        time.pass(33_000);
        layer.received(second, flow, time.nowNanos());
        assertEquals(2, opened.size(), "the first is gone");
        assertEquals(2, merged());
    }

    @Test
    void shouldNotTakeOtherRequestsForMerged() {
        TestFlow flow = new TestFlow("r", Trust.TRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060");
        layer.user(new User());
        String first = request("OPTIONS", "one").toString();
        String[][] changes = {
            {"Call-ID: 1", "Call-ID: 2"},
            {"tag=1", "tag=2"},
            {"CSeq: 7", "CSeq: 8"},
            {"OPTIONS", "MESSAGE"},
            {"<sip:b@b.example>", "<sip:b@b.example>;tag=x"}
        };
        layer.received(request("OPTIONS", "one"), flow, time.nowNanos());
        for (String[] change : changes) {
            String other =
                    first.replace("z9hG4bKone", "z9hG4bKtwo" + change[1].length())
                            .replace(change[0], change[1])
                            .replace("\r\n", "\n");
            layer.received(Messages.request(other), flow, time.nowNanos());
        }
        assertEquals(1 + changes.length, opened.size());
    }

    @Test
    void shouldTakeMergedRequestsWhereTheRealmSaysSo() {
        TestFlow flow =
                new TestFlow(
                        new Realm(
                                "r",
                                List.of(ListenPoint.parse("udp:192.0.2.1:5060")),
                                Trust.TRUSTED,
                                SanityPolicy.DEFAULT.with(SanityCheck.MERGED, false)),
                        "192.0.2.9:5060");
        layer.user(new User());
        layer.received(request("OPTIONS", "one"), flow, time.nowNanos());
        layer.received(request("OPTIONS", "two"), flow, time.nowNanos());
        assertEquals(2, opened.size());
    }

    private SipResponse answer(ServerTransaction transaction) {
        return Replies.begin(layer.writer(), transaction, 200, transaction.tag()).toResponse();
    }

    private long merged() {
        return time.counters()
                .counter(
                        SanityCheck.METRIC, "", "realm", "r", "transport", "udp", "check", "merged")
                .value();
    }

    /** RFC 3261 17.2.3: without the cookie a branch is no identity. */
    @Test
    void shouldMatchRequestsOfRfc2543() {
        layer.user(new User());
        TestFlow flow = new TestFlow("r", Trust.TRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060");
        String invite =
                request("INVITE", "x").toString().replace("z9hG4bKx", "1").replace("\r\n", "\n");
        layer.received(Messages.request(invite), flow, time.nowNanos());
        layer.received(Messages.request(invite), flow, time.nowNanos());
        assertEquals(List.of("up:INVITE"), told, "a repetition");
        String[][] others = {
            {"sip:b@192.0.2.1 ", "sip:c@192.0.2.1 "},
            {"Call-ID: 1", "Call-ID: 2"},
            {"CSeq: 7", "CSeq: 8"},
            {"tag=1", "tag=2"},
            {"branch=1", "branch=2"}
        };
        for (String[] other : others) {
            told.clear();
            layer.received(
                    Messages.request(invite.replace(other[0], other[1])), flow, time.nowNanos());
            boolean merged = other[0].startsWith("sip") || other[0].startsWith("branch");
            assertEquals(merged ? List.of() : List.of("up:INVITE"), told, other[1]);
        }
        ServerTransaction first = opened.getFirst();
        first.respond(
                Replies.begin(layer.writer(), first, 486, first.tag()).toResponse(),
                time.nowNanos());
        told.clear();
        String ack = invite.replace("INVITE", "ACK").replace("b.example>", "b.example>;tag=ours");
        layer.received(Messages.request(ack), flow, time.nowNanos());
        time.pass(5_100);
        assertEquals(List.of(), told);
        assertTrue(first.terminated());
    }

    @Test
    void shouldRefuseAboveTheLimitWithSpreadRetries() {
        TransactionLayer small =
                new TransactionLayer(time.loop(), SipTimers.DEFAULT, 8, time.counters());
        List<String> up = new ArrayList<>();
        List<Boolean> refused = new ArrayList<>();
        small.load(
                new Load() {
                    @Override
                    public boolean heavy() {
                        return true; // which only calls of somebody known are refused for
                    }

                    @Override
                    public void refused(boolean full, Flow from, long nowNanos) {
                        refused.add(full);
                    }
                });
        TestFlow flow = new TestFlow("r", Trust.TRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060");
        small.user(
                new TransactionUser() {
                    @Override
                    public void request(SipRequest request, Flow from, long nowNanos) {
                        up.add(request.method().toString());
                        small.open(request, from, nowNanos);
                    }

                    @Override
                    public boolean urgent(SipRequest request, Flow from) {
                        return request.callId().length() == 3 && request.callId().startsWith("11");
                    }

                    @Override
                    public void ack(SipRequest ack, Flow from, long nowNanos) {}

                    @Override
                    public void cancelled(
                            InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
                        up.add("cancelled");
                    }
                });
        for (int i = 0; i < 8; i++) {
            small.received(numbered("INVITE", i, ""), flow, time.nowNanos());
            flow.take();
        }
        Set<String> waits = new TreeSet<>();
        for (int i = 8; i < 100; i++) {
            small.received(numbered("INVITE", i, ""), flow, time.nowNanos());
            SipResponse answer = (SipResponse) flow.take();
            assertEquals(503, answer.status());
            waits.add(answer.header(HeaderName.RETRY_AFTER).orElseThrow().toString());
        }
        assertEquals(10, waits.size(), "1 to 10 seconds: " + waits);
        assertEquals(8, up.size());
        assertEquals(Collections.nCopies(92, true), refused);
        up.clear();
        small.received(numbered("BYE", 100, ";tag=ours"), flow, time.nowNanos());
        small.received(numbered("CANCEL", 3, ""), flow, time.nowNanos());
        assertEquals(List.of("BYE", "cancelled"), up, "room for what ends calls");
        assertEquals(200, ((SipResponse) flow.take()).status());
        small.received(numbered("BYE", 101, ";tag=ours"), flow, time.nowNanos());
        assertEquals(503, ((SipResponse) flow.take()).status(), "but no more than that");
        assertEquals(10, small.size());
        up.clear();
        for (int i = 110; i < 114; i++) {
            small.received(numbered("INVITE", i, ""), flow, time.nowNanos());
        }
        assertEquals(List.of("INVITE", "INVITE"), up, "room of their own for emergency calls");
        assertEquals(12, small.size());
        assertEquals(150, small.fullPercent());
        up.clear();
        small.limit(13);
        small.received(numbered("INVITE", 120, ""), flow, time.nowNanos());
        small.received(numbered("INVITE", 121, ""), flow, time.nowNanos());
        assertEquals(List.of("INVITE"), up, "one more under another limit");
        small.limit(4);
        small.received(numbered("BYE", 122, ";tag=ours"), flow, time.nowNanos());
        assertEquals(13, small.size(), "what stands stays, and nothing comes to it");
    }

    private static SipRequest numbered(String method, int number, String toTag) {
        return Messages.request(
                method
                        + " sip:b@192.0.2.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK"
                        + number
                        + "\nFrom: <sip:a@a.example>;tag=1\nTo: <sip:b@b.example>"
                        + toTag
                        + "\nCall-ID: "
                        + number
                        + "\nCSeq: 7 "
                        + method
                        + "\n\n");
    }
}
