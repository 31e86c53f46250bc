package org.portcullis.benchmarks;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;

/**
 * One INVITE with SDP from bytes to where a call can be set up by it: top Via, From, To, Call-ID,
 * CSeq, Contact and Request-URI are read. Ours and JAIN-SIP's side by side; ours pays for the copy
 * of the datagram that becomes the message, too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ParseInvite {
    private static final String INVITE =
            """
            INVITE sip:+493012345678@198.51.100.10:5060 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.20:5070;branch=z9hG4bK-4711-1-0
            From: "caller" <sip:+4930555123@192.0.2.20:5070>;tag=4711SIPpTag00123
            To: <sip:+493012345678@198.51.100.10:5060>
            Call-ID: 1-4711@192.0.2.20
            CSeq: 1 INVITE
            Contact: <sip:caller@192.0.2.20:5070>
            Max-Forwards: 70
            User-Agent: carrier-gw
            Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE
            Supported: timer
            Content-Type: application/sdp
            Content-Length: 231

            v=0
            o=user1 53655765 2353687637 IN IP4 192.0.2.20
            s=-
            c=IN IP4 192.0.2.20
            t=0 0
            m=audio 40000 RTP/AVP 0 8 101
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=sendrecv
            """;

    private final byte[] datagram = INVITE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    private final SipParser parser = new SipParser(SipLimits.DEFAULT);
    private final StringMsgParser jainParser = new StringMsgParser();

    @Benchmark
    public void portcullis(Blackhole hole) {
        byte[] bytes = datagram.clone();
        ParseResult result = parser.parse(bytes, bytes.length, false);
        if (!(result instanceof ParseResult.Parsed(SipRequest request))) {
            throw new IllegalStateException(result.toString());
        }
        hole.consume(request.topVia().branch());
        hole.consume(request.topVia().host());
        hole.consume(request.from().tag());
        hole.consume(request.from().uri());
        hole.consume(request.to().uri());
        hole.consume(request.callId());
        hole.consume(request.cseq().number());
        hole.consume(request.contacts().getFirst().uri());
        hole.consume(((SipUri) request.requestUri()).host());
        hole.consume(request.body());
    }

    @Benchmark
    public void jainSip(Blackhole hole) throws ParseException {
        SIPRequest request = (SIPRequest) jainParser.parseSIPMessage(datagram, true, false, null);
        hole.consume(request.getTopmostVia().getBranch());
        hole.consume(request.getTopmostVia().getHost());
        hole.consume(request.getFromTag());
        hole.consume(request.getFrom().getAddress().getURI());
        hole.consume(request.getTo().getAddress().getURI());
        hole.consume(request.getCallId().getCallId());
        hole.consume(request.getCSeq().getSeqNumber());
        hole.consume(request.getContactHeader().getAddress().getURI());
        hole.consume(request.getRequestURI());
        hole.consume(request.getRawContent());
    }
}
