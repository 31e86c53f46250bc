package org.portcullis.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portcullis.core.media.Side.CALLEE;
import static org.portcullis.core.media.Side.CALLER;
import static org.portcullis.media.relay.Call.sdp;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.media.rtp.Rtp;

class RelaySessionTest {
    private static final int PORTS_OF_A_STREAM = 4;
    private static final String AUDIO = "m=audio 4000 RTP/AVP 0";
    private static final String VIDEO = "m=video 4002 RTP/AVP 31";
    private static final String NO_VIDEO = "m=video 0 RTP/AVP 31";
    private static final String CALLER_SDP = sdp("192.0.2.1", AUDIO);
    private static final String CALLEE_SDP = sdp("10.0.0.1", "m=audio 6000 RTP/AVP 0");

    private final Call call = new Call();

    @Test
    void shouldRelayOnceAnswered() {
        int inside = call.offer(CALLER, CALLER_SDP).hiding("192.0.2.1", "user", "4000").port(0);
        assertEquals("", call.speech("10.0.0.1:6000", inside));

        int outside = call.answer(CALLEE, CALLEE_SDP).hiding("10.0.0.1", "user", "6000").port(0);
        call.session.commit();

        assertEquals(inside + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", outside));
        assertEquals(outside + " > 192.0.2.1:4000", call.speech("10.0.0.1:6000", inside));
        assertEquals(
                inside + 1 + " > 10.0.0.1:6001",
                call.sockets.deliver("192.0.2.1:4001", outside + 1, Rtp.rtcp(200)));
        assertEquals(
                outside + 1 + " > 192.0.2.1:4001",
                call.sockets.deliver("10.0.0.1:6001", inside + 1, Rtp.rtcp(201)));
        assertEquals(2, call.figure("portcullis_media_packets_total", "rtp"));
        assertEquals(2, call.figure("portcullis_media_packets_total", "rtcp"));
        assertEquals(2 * 172, call.figure("portcullis_media_bytes_total", "rtp"));
    }

    @Test
    void shouldHearNobodyElseAndNothingElse() {
        int inside = call.offer(CALLER, CALLER_SDP).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);

        assertEquals("", call.speech("192.0.2.66:4000", outside));
        assertEquals("", call.sockets.deliver("192.0.2.1:4000", outside, Rtp.rtcp(200)));
        assertEquals("", call.sockets.deliver("192.0.2.1:4000", outside, Rtp.rtp(8, 1, 1, 1)));
        assertEquals("", call.sockets.deliver("192.0.2.1:4000", outside, Unpooled.EMPTY_BUFFER));
        assertEquals("", call.sockets.deliver("192.0.2.1:4001", outside + 1, Rtp.rtp(0, 1, 1, 1)));
        call.speech("192.0.2.1:4444", outside);
        assertEquals("", call.speech("192.0.2.1:4000", outside));
        assertEquals(outside + " > 192.0.2.1:4444", call.speech("10.0.0.1:6000", inside));

        assertEquals(3, call.figure("portcullis_media_dropped_packets_total", "source"));
        assertEquals(3, call.figure("portcullis_media_dropped_packets_total", "malformed"));
        MediaStatistics.Stream caller = call.session.statistics().streams().getFirst();
        assertEquals(5, caller.dropped());
        assertEquals("192.0.2.1:4444", caller.remote());
    }

    /** RFC 4317 2.2: one of two streams is refused. */
    @Test
    void shouldGiveTheRefusedStreamsPortsBack() {
        call.offer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));
        assertEquals(2 * PORTS_OF_A_STREAM, call.sockets.count());

        Call.Told told = call.answer(CALLEE, sdp("10.0.0.1", AUDIO, NO_VIDEO));
        assertTrue(told.has(NO_VIDEO), told.sdp());
        assertEquals(2 * PORTS_OF_A_STREAM, call.sockets.count());

        call.session.commit();
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());
    }

    /** RFC 4317 3.1 and 3.3: hold and what comes after, RFC 3264 8: streams keep their place. */
    @Test
    void shouldKeepItsPortsThroughReoffersOfBothSides() {
        int inside = call.offer(CALLER, CALLER_SDP).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);

        Call.Told held = call.offer(CALLEE, sdp("10.0.0.1", AUDIO, "a=sendonly"));
        assertTrue(held.has("a=sendonly"), held.sdp());
        assertEquals(outside, held.port(0));
        assertEquals(2, held.version());
        Call.Told heard = call.answer(CALLER, sdp("192.0.2.1", AUDIO, "a=recvonly"));
        assertTrue(heard.has("a=recvonly"), heard.sdp());
        assertEquals(inside, heard.port(0));
        assertEquals(2, heard.version());

        Call.Told same = call.offer(CALLEE, sdp("10.0.0.1", AUDIO, "a=sendonly"));
        assertEquals(2, same.version());
        call.answer(CALLER, sdp("192.0.2.1", AUDIO, "a=recvonly"));
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());
    }

    /** RFC 4317 3.2: a stream is added. RFC 3264 8.2: one is removed, and its place used again. */
    @Test
    void shouldAddDisableAndEnableStreams() {
        call.offer(CALLER, CALLER_SDP);
        call.answer(CALLEE, CALLEE_SDP);
        int video = call.offer(CALLEE, sdp("10.0.0.1", AUDIO, VIDEO)).port(1);
        call.answer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));
        call.session.commit();
        assertEquals(2 * PORTS_OF_A_STREAM, call.sockets.count());
        assertNotEquals("", call.sockets.deliver("192.0.2.1:4002", video, Rtp.rtp(31, 1, 1, 1)));

        assertTrue(call.offer(CALLER, sdp("192.0.2.1", AUDIO, NO_VIDEO)).has(NO_VIDEO));
        assertNotEquals("", call.sockets.deliver("192.0.2.1:4002", video, Rtp.rtp(31, 2, 1, 1)));
        assertTrue(call.answer(CALLEE, sdp("10.0.0.1", AUDIO, NO_VIDEO)).has(NO_VIDEO));
        assertEquals("", call.sockets.deliver("192.0.2.1:4002", video, Rtp.rtp(31, 3, 1, 1)));
        call.session.commit();
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());

        call.offer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));
        call.answer(CALLEE, sdp("10.0.0.1", AUDIO, VIDEO));
        call.session.commit();
        assertEquals(2 * PORTS_OF_A_STREAM, call.sockets.count());
        assertEquals(2, call.session.statistics().streams().get(2).packets());
    }

    @Test
    void shouldRefuseOneStreamAndRelayTheOther() {
        Call.Told offer = call.offer(CALLER, sdp("192.0.2.1", "m=audio 4002 RTP/SAVP 0", AUDIO));
        assertEquals(0, offer.port(0));
        // An answer may not open what was offered closed (RFC 3264 6).
        Call.Told answer =
                call.answer(
                        CALLEE,
                        sdp("10.0.0.1", "m=audio 6002 RTP/SAVP 0", "m=audio 6000 RTP/AVP 0"));

        assertTrue(answer.has("m=audio 0 RTP/SAVP 0"), answer.sdp());
        assertEquals(
                offer.port(1) + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", answer.port(1)));
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());
    }

    @Test
    void shouldAnswerWithTheProtocolThatWasOffered() {
        call.offer(CALLER, sdp("192.0.2.1", "m=audio 4000 RTP/AVPF 0 8"));
        Call.Told answer = call.answer(CALLEE, sdp("10.0.0.1", "m=audio 6000 RTP/AVP 8"));

        assertEquals("m=audio " + answer.port(0) + " RTP/AVPF 8", answer.mediaLines().getFirst());
    }

    @Test
    void shouldPassASessionWithoutStreams() {
        call.offer(CALLER, CALLER_SDP);
        call.answer(CALLEE, CALLEE_SDP);
        call.offer(CALLER, sdp("192.0.2.1", "m=audio 0 RTP/AVP 0"));
        call.answer(CALLEE, sdp("10.0.0.1", "m=audio 0 RTP/AVP 0"));
        call.session.commit();

        assertEquals(0, call.sockets.count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense               | SDP: line 1: nonsense (expected: letter=value)",
                "v=0                    | SDP: line 1: no o= line (expected: one)",
                "m=audio 1 RTP/SAVP 0   | SDP: m= line 1: RTP/SAVP (expected: RTP/AVP or RTP/AVPF)",
                "m=audio 99999 RTP/AVP 0 | SDP: line 6: m=audio 99999 RTP/AVP 0 (expected: media, port 0-65535,"
                        + " protocol, 1 to 128 formats)",
            })
    void shouldSayWhyAnOfferCannotBeHonoured(String text, String warning) {
        MediaResult.Refused refused =
                call.offerRefused(CALLER, text.startsWith("m=") ? sdp("192.0.2.1", text) : text);

        assertEquals(new MediaResult.Refused(488, warning), refused);
        assertEquals(0, call.sockets.count());
    }

    @Test
    void shouldRefuseAnswersThatDoNotMatch() {
        call.offer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));

        assertEquals(
                "SDP: 1 m= lines (expected: 2, as offered)",
                call.answerRefused(CALLEE, CALLEE_SDP).warning());
        assertEquals(
                "SDP: m= line 1: other media (expected: as offered)",
                call.answerRefused(CALLEE, sdp("10.0.0.1", VIDEO, AUDIO)).warning());
        assertEquals(
                "SDP: m= line 1: 2 ports (expected: one port)",
                call.answerRefused(CALLEE, sdp("10.0.0.1", "m=audio 6000/2 RTP/AVP 0", NO_VIDEO))
                        .warning());
        assertEquals(500, call.answerRefused(CALLER, CALLER_SDP).status());
        call.answer(CALLEE, sdp("10.0.0.1", AUDIO, VIDEO));
        call.session.commit();
        assertEquals(500, call.answerRefused(CALLEE, CALLEE_SDP).status());
    }

    /** RFC 3264 8: the number of m= lines never goes down. */
    @Test
    void shouldRefuseAnOfferThatForgetsAStream() {
        call.offer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));
        call.answer(CALLEE, sdp("10.0.0.1", AUDIO, NO_VIDEO));

        assertEquals(
                "SDP: 1 m= lines (expected: at least 2)",
                call.offerRefused(CALLEE, CALLEE_SDP).warning());
    }

    @Test
    void shouldRestoreWhatWasAgreedWhenAnOfferIsWithdrawn() {
        int inside = call.offer(CALLER, CALLER_SDP).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);
        call.speech("192.0.2.1:4000", outside);

        call.offer(CALLER, sdp("192.0.2.7", "m=audio 7000 RTP/AVP 0", VIDEO));
        call.answer(CALLEE, sdp("10.0.0.7", "m=audio 8000 RTP/AVP 0", VIDEO));
        assertEquals(inside + " > 10.0.0.7:8000", call.speech("192.0.2.7:7000", outside));
        call.session.withdraw();

        assertEquals("", call.speech("192.0.2.7:7000", outside));
        assertEquals(inside + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", outside));
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());
    }

    @Test
    void shouldLeaveMediaAloneUntilAnOfferIsAnswered() {
        int inside = call.offer(CALLER, CALLER_SDP).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);
        call.session.commit();
        call.offer(CALLER, sdp("192.0.2.7", "m=audio 7000 RTP/AVP 0"));

        assertEquals(inside + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", outside));
        assertEquals("", call.speech("192.0.2.7:7000", outside));
    }

    /** A 183 of one fork, then the 200 of another. */
    @Test
    void shouldFollowTheLastAnswer() {
        int inside = call.offer(CALLER, CALLER_SDP).port(0);
        Call.Told early = call.answer(CALLEE, sdp("10.0.0.3", "m=audio 6000 RTP/AVP 0"));
        call.speech("192.0.2.1:4000", early.port(0));
        call.speech("10.0.0.3:6000", inside);
        Call.Told last = call.answer(CALLEE, sdp("10.0.0.2", "m=audio 6666 RTP/AVP 0"));
        call.session.commit();

        assertEquals(early, last);
        assertEquals("", call.speech("10.0.0.3:6000", inside));
        assertEquals(inside + " > 10.0.0.2:6666", call.speech("192.0.2.1:4000", last.port(0)));
        assertNotEquals("", call.speech("10.0.0.2:6666", inside));
    }

    /** The same in 183 and 200: the peers need not be heard again. */
    @Test
    void shouldKeepTheLockWhenAnAnswerIsRepeated() {
        call.offer(CALLER, CALLER_SDP);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);
        call.speech("192.0.2.1:4000", outside);
        call.answer(CALLEE, CALLEE_SDP);

        assertEquals("", call.speech("192.0.2.1:4444", outside));
    }

    @Test
    void shouldOpenTheWindowAnewWithEveryExchange() {
        call.offer(CALLER, CALLER_SDP);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);
        call.speech("192.0.2.1:4000", outside);
        call.offer(CALLEE, CALLEE_SDP);
        call.answer(CALLER, CALLER_SDP);

        assertNotEquals("", call.speech("192.0.2.1:4444", outside));
    }

    /** A destination fails after early media, and the call goes on to one in another realm. */
    @Test
    void shouldTakeTheCallersPortsAlongToTheNextDestination() {
        int first = call.offer(CALLER, CALLER_SDP).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);
        call.session.withdraw();
        assertEquals("", call.speech("192.0.2.1:4000", outside));

        call.callee("elsewhere");
        Call.Told offer = call.offer(CALLER, CALLER_SDP);
        assertTrue(offer.has("c=IN IP4 10.9.9.1"), offer.sdp());
        assertTrue(offer.port(0) >= 40_000 && first < 40_000);
        assertEquals(outside, call.answer(CALLEE, CALLEE_SDP).port(0));
        assertEquals(PORTS_OF_A_STREAM, call.sockets.count());
    }

    @Test
    void shouldTakeALateOffer() {
        int outside = call.offer(CALLEE, CALLEE_SDP).port(0);
        int inside = call.answer(CALLER, CALLER_SDP).port(0);

        assertEquals(inside + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", outside));
    }

    @Test
    void shouldRefuseAndRememberWhatItHadWhenPortsRunOut() {
        Call small = new Call(1);
        int inside = small.offer(CALLER, CALLER_SDP).port(0);
        int outside = small.answer(CALLEE, CALLEE_SDP).port(0);
        small.session.commit();

        assertEquals(
                new MediaResult.Refused(488, "SDP: no media port is left"),
                small.offerRefused(CALLER, sdp("192.0.2.1", AUDIO, VIDEO)));
        assertEquals(1, small.figure("portcullis_media_ports_exhausted_total"));
        assertEquals(inside + " > 10.0.0.1:6000", small.speech("192.0.2.1:4000", outside));
        assertEquals(PORTS_OF_A_STREAM, small.sockets.count());
    }

    @Test
    void shouldNotSendWhereNobodyIs() {
        int inside = call.offer(CALLER, sdp("0.0.0.0", AUDIO)).port(0);
        int outside = call.answer(CALLEE, CALLEE_SDP).port(0);

        assertEquals("", call.speech("10.0.0.1:6000", inside));
        assertEquals(1, call.figure("portcullis_media_dropped_packets_total", "nowhere"));
        assertEquals(inside + " > 10.0.0.1:6000", call.speech("192.0.2.1:4000", outside));
        assertEquals(outside + " > 192.0.2.1:4000", call.speech("10.0.0.1:6000", inside));
    }

    @Test
    void shouldGiveEverythingBackOnceWhenDeleted() {
        call.offer(CALLER, sdp("192.0.2.1", AUDIO, VIDEO));
        int outside = call.answer(CALLEE, sdp("10.0.0.1", AUDIO, VIDEO)).port(0);
        call.speech("192.0.2.1:4000", outside);
        assertEquals(1, call.figure("portcullis_media_sessions"));

        MediaStatistics last = call.session.delete();
        assertEquals(last, call.session.delete());
        assertEquals(1, last.streams().getFirst().packets());
        assertEquals(4, last.streams().size());
        assertEquals(0, call.sockets.count());
        assertEquals(0, call.figure("portcullis_media_sessions"));
        assertEquals(0, call.figure("portcullis_media_ports_in_use"));
        assertEquals(500, call.offerRefused(CALLER, CALLER_SDP).status());
        assertEquals(0, call.sockets.count());
    }

    @Test
    void shouldRefuseARealmWithoutMedia() {
        call.callee("nowhere");

        assertEquals(500, call.offerRefused(CALLER, CALLER_SDP).status());
    }
}
