package org.portcullis.media.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.sdp.MediaSection;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.sdp.SdpResult;
import org.portcullis.core.sdp.SessionDescription;

/** Descriptions as they read on the other leg, the streams' ports being 7000, 7002 and so on. */
class RewritingTest {
    private static final InetAddress OURS = InetAddress.ofLiteral("203.0.113.1");
    private static final InetAddress SOURCE = InetAddress.ofLiteral("192.0.2.1");
    private static final String HEAD =
            "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n";

    private final LegDescription leg = new LegDescription(new Random(1));

    /** RFC 4317 2.1: the offer. */
    @Test
    void shouldMakeEverythingOurs() {
        String read =
                tell(
                        """
                        v=0
                        o=alice 2890844526 2890844526 IN IP4 host.atlanta.example.com
                        s=Alice calls
                        i=a title
                        u=http://alice.example.com
                        e=alice@example.com
                        p=+1 617 555-6011
                        c=IN IP4 192.0.2.1
                        b=AS:128
                        t=0 0
                        k=clear:secret
                        m=audio 49170 RTP/AVP 0 8 97
                        i=microphone of alice
                        a=rtpmap:0 PCMU/8000
                        a=rtpmap:8 PCMA/8000
                        a=rtpmap:97 iLBC/8000
                        m=video 51372 RTP/AVP 31 32
                        c=IN IP4 192.0.2.77
                        a=rtpmap:31 H261/90000
                        a=rtpmap:32 MPV/90000
                        """);

        assertEquals(
                """
                v=0
                o=- ID 1 IN IP4 203.0.113.1
                s=-
                c=IN IP4 203.0.113.1
                b=AS:128
                t=0 0
                m=audio 7000 RTP/AVP 0 8 97
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:97 iLBC/8000
                a=rtcp:7001
                a=sendrecv
                m=video 7002 RTP/AVP 31 32
                a=rtpmap:31 H261/90000
                a=rtpmap:32 MPV/90000
                a=rtcp:7003
                a=sendrecv
                """,
                read.replaceFirst("o=- [1-9][0-9]* ", "o=- ID "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=candidate:1 1 UDP 2130706431 198.51.100.4 8998 typ host",
                "a=ice-ufrag:F7gI",
                "a=ice-pwd:x9cml/YzichV2+XlhiMu8g",
                "a=ice-options:trickle",
                "a=end-of-candidates",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
                "a=fingerprint:sha-256 AB:CD",
                "a=setup:actpass",
                "a=rtcp-mux",
                "a=rtcp:53020 IN IP4 126.16.64.4",
                "a=group:BUNDLE 0 1",
                "a=ssrc:1 cname:alice@host",
                "a=tool:Asterisk",
                "a=x-private:10.0.0.5",
                "a=x-private:2001:db8::5",
                "a=x-host:pbx.inside.example",
                "a=sendonlyish:192.0.2.1",
                "x=unknown",
                "k=prompt",
            })
    void shouldKeepToOneSide(String line) {
        String text = HEAD.replace("192.0.2.1\ns", "pbx.inside.example\ns");
        String with = tell(text + "m=audio 5004 RTP/AVP 0\n" + line + "\n");
        String session = tell(text + line + "\n" + "m=audio 5004 RTP/AVP 0\n");

        assertEquals(tell(text + "m=audio 5004 RTP/AVP 0\n"), with);
        assertEquals(with, session);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=rtpmap:0 PCMU/8000",
                "a=fmtp:101 0-15",
                "a=ptime:20",
                "a=maxptime:150",
                "a=mid:audio",
                "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                "a=rtcp-fb:96 nack pli",
                "a=rtcp-rsize",
                "a=rtcp-xr:voip-metrics",
                "a=group:LS 1 2",
                "a=silenceSupp:off - - - -",
                "a=x-unknown:anything",
                "b=TIAS:64000",
            })
    void shouldPassOn(String line) {
        String media = tell(HEAD + "m=audio 5004 RTP/AVP 0\n" + line + "\n");
        String session = tell(HEAD + line + "\nm=audio 5004 RTP/AVP 0\n");

        assertEquals(1, media.lines().filter(line::equals).count(), media);
        assertEquals(1, session.lines().filter(line::equals).count(), session);
    }

    /** RFC 3264 8.4 and its older form. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, sendrecv, sendrecv",
        "192.0.2.1, sendonly, sendonly",
        "192.0.2.1, recvonly, recvonly",
        "192.0.2.1, inactive, inactive",
        "192.0.2.1, x, sendrecv",
        "0.0.0.0, sendrecv, sendonly",
        "0.0.0.0, sendonly, sendonly",
        "0.0.0.0, recvonly, inactive",
        "0.0.0.0, inactive, inactive",
        "0.0.0.0, x, sendonly",
        "::, sendrecv, sendonly",
    })
    void shouldTellAHoldByItsDirection(String address, String direction, String expected) {
        String read =
                tell(
                        HEAD.replace("c=IN IP4 192.0.2.1", connection(address))
                                + "m=audio 5004 RTP/AVP 0\na="
                                + direction
                                + "\n");

        assertEquals(1, read.lines().filter(("a=" + expected)::equals).count(), read);
        assertEquals(1, read.lines().filter("c=IN IP4 203.0.113.1"::equals).count(), read);
        assertFalse(read.contains("0.0.0.0"), read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=audio 0 RTP/AVP 0                   | ",
                "m=audio 5004 RTP/SAVP 0               | RTP/SAVP (expected: RTP/AVP or RTP/AVPF)",
                "m=audio 5004 UDP/TLS/RTP/SAVPF 0      | UDP/TLS/RTP/SAVPF (expected: RTP/AVP or RTP/AVPF)",
                "m=image 5004 udptl t38                | udptl (expected: RTP/AVP or RTP/AVPF)",
                "m=application 5004 TCP/BFCP *         | TCP/BFCP (expected: RTP/AVP or RTP/AVPF)",
                "m=audio 5004/2 RTP/AVP 0              | 2 ports (expected: one port)",
                "m=audio 5004 RTP/AVP 0 128            | a format (expected: payload types 0-127)",
                "m=audio 5004 RTP/AVP PCMU             | a format (expected: payload types 0-127)",
            })
    void shouldRefuseWhatItCannotRelay(String line, String why) {
        assertRefused(line, HEAD + line + "\na=sendrecv\na=rtpmap:0 PCMU/8000\n", why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c=IN IP4 224.2.1.1/127       | a multicast address (expected: a unicast one)",
                "c=IN IP4 pbx.inside.example  | a host name (expected: an IP address)",
                "c=IN IP6 2001:db8::1         | an address of another family (expected: that of this realm)",
            })
    void shouldRefuseAddressesItCannotSendTo(String connection, String why) {
        String line = "m=audio 5004 RTP/AVP 0";
        assertRefused(line, HEAD.replace("c=IN IP4 192.0.2.1", connection) + line + "\n", why);
    }

    @Test
    void shouldCountItsVersionOnlyWhenTheLegIsToldSomethingNew() {
        String one = HEAD + "m=audio 5004 RTP/AVP 0\n";
        String other = HEAD + "m=audio 5004 RTP/AVP 8\n";

        assertEquals("1", version(tell(one)));
        assertEquals("1", version(tell(one)));
        assertEquals("1", version(tell(one.replace("5004", "5006").replace("- 1 1", "- 1 2"))));
        assertEquals("2", version(tell(other)));
        assertEquals("2", version(tell(other)));
        assertEquals("3", version(tell(one)));
    }

    @Test
    void shouldExpectRtcpWhereItIsSaidToBe() {
        assertEquals("192.0.2.1:5005", rtcp(""));
        assertEquals("192.0.2.1:53020", rtcp("a=rtcp:53020\n"));
        assertEquals("126.16.64.4:53020", rtcp("a=rtcp:53020 IN IP4 126.16.64.4\n"));
        assertEquals("192.0.2.1:53020", rtcp("a=rtcp:53020 IN IP6 2001:db8::4\n"));
        assertEquals("192.0.2.1:5005", rtcp("a=rtcp:0\n"));
    }

    private static String rtcp(String line) {
        var read = read(HEAD + "m=audio 5004 RTP/AVP 0\n" + line).getFirst();
        return assertInstanceOf(StreamLine.Relayed.class, read)
                .peer()
                .rtcp()
                .signalled()
                .toString();
    }

    private void assertRefused(String line, String text, String why) {
        StreamLine read = read(text).getFirst();
        if (why == null) {
            assertInstanceOf(StreamLine.Closed.class, read);
        } else {
            assertEquals(new StreamLine.Refused("m= line 1: " + why), read);
        }
        String shut = line.replace("5004/2", "0").replace("5004", "0").trim();
        assertEquals(
                List.of(shut), tell(text).lines().dropWhile(its -> !its.startsWith("m=")).toList());
    }

    private String tell(String text) {
        SessionDescription description = parse(text);
        List<StreamLine> lines = StreamLine.read(description, SOURCE, OURS);
        Rewriting rewriting = new Rewriting(description);
        for (int i = 0; i < lines.size(); i++) {
            MediaSection section = description.media().get(i);
            if (lines.get(i) instanceof StreamLine.Relayed relayed) {
                rewriting.open(section.media(), relayed, 7000 + 2 * i, 7001 + 2 * i);
            } else {
                rewriting.close(section.media());
            }
        }
        return leg.tell(rewriting, OURS).toString().replace("\r\n", "\n");
    }

    private static List<StreamLine> read(String text) {
        return StreamLine.read(parse(text), SOURCE, OURS);
    }

    private static SessionDescription parse(String text) {
        SdpResult result = SessionDescription.parse(AsciiString.of(text), SdpLimits.DEFAULT);
        return assertInstanceOf(SdpResult.Parsed.class, result, result::toString).description();
    }

    private static String connection(String address) {
        return (address.contains(":") ? "c=IN IP6 " : "c=IN IP4 ") + address;
    }

    private static String version(String text) {
        return text.lines().skip(1).findFirst().orElseThrow().split(" ")[2];
    }
}
