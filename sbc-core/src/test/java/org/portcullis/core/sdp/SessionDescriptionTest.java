package org.portcullis.core.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SessionDescriptionTest {
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";
    private static final String AUDIO =
            HEAD + "c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n";

    /**
     * RFC 8866 5, RFC 4317 2.1 (with the lines that examples leave out), RFC 3388, IPv6, port
     * counts, unknown lines.
     */
    static List<String> wholeDescriptions() {
        return Stream.of(
                        """
                v=0
                o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
                s=Call to John Smith
                i=SDP Offer #1
                u=http://www.jdoe.example.com/home.html
                e=Jane Doe <jane@jdoe.example.com>
                p=+1 617 555-6011
                c=IN IP4 198.51.100.1
                t=0 0
                m=audio 49170 RTP/AVP 0
                m=audio 49180 RTP/AVP 0
                m=video 51372 RTP/AVP 99
                c=IN IP6 2001:db8::2
                a=rtpmap:99 h263-1998/90000
                """,
                        """
                v=0
                o=alice 2890844526 2890844526 IN IP4 host.atlanta.example.com
                s=\s
                c=IN IP4 host.atlanta.example.com
                t=0 0
                m=audio 49170 RTP/AVP 0 8 97
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:97 iLBC/8000
                m=video 51372 RTP/AVP 31 32
                a=rtpmap:31 H261/90000
                a=rtpmap:32 MPV/90000
                """,
                        """
                v=0
                o=Laura 289083124 289083124 IN IP6 2001:db8::1
                s=-
                t=0 0
                a=group:LS 1 2
                m=audio 49170/2 RTP/AVP 0
                i=a title
                c=IN IP6 2001:db8::1
                b=AS:64
                a=mid:1
                x=nobody knows
                a=x-unknown
                """)
                .map(text -> text.replace("\n", "\r\n"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("wholeDescriptions")
    void shouldWriteWhatItRead(String text) {
        assertEquals(text, parse(text).encode().toString());
    }

    @ParameterizedTest
    @MethodSource("wholeDescriptions")
    void shouldTolerateOtherLineEnds(String text) {
        assertEquals(text, parse(text.replace("\r\n", "\n")).encode().toString());
        assertEquals(text, parse(text.substring(0, text.length() - 2)).encode().toString());
        assertEquals(text, parse(text + "\r\n\r\n").encode().toString());
    }

    @Test
    void shouldReadASliceOfAMessage() {
        byte[] message = ("before" + AUDIO + "after").getBytes(StandardCharsets.US_ASCII);
        SdpResult result =
                SessionDescription.parse(
                        new AsciiString(message, 6, AUDIO.length(), false), SdpLimits.DEFAULT);

        assertEquals(AUDIO, parsed(result).encode().toString());
    }

    @Test
    void shouldDoWithoutNameAndTime() {
        String text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n";

        assertEquals(text + "s=-\r\n", parse(text).encode().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=sendonly | | SENDONLY",
                "a=recvonly | a=inactive | INACTIVE",
                " | a=recvonly | RECVONLY",
                " | | SENDRECV",
                "a=sendonlyish | a=x | SENDRECV",
            })
    void shouldKnowTheDirection(
            @Nullable String session, @Nullable String media, Direction expected) {
        String text =
                HEAD
                        + "c=IN IP4 192.0.2.1\r\n"
                        + (session == null ? "" : session + "\r\n")
                        + "m=audio 5004 RTP/AVP 0\r\n"
                        + (media == null ? "" : media + "\r\n");
        SessionDescription description = parse(text);

        assertEquals(expected, description.direction(description.media().getFirst()));
    }

    @Test
    void shouldTypeWhatTheRelayNeeds() {
        SessionDescription description =
                parse(
                        AUDIO
                                + "a=rtcp:53020 IN IP6 2001:db8::7\r\n"
                                + "a=rtpmap:96 opus/48000/2\r\n"
                                + "a=rtpmap:97 \r\n");
        MediaSection section = description.media().getFirst();

        assertEquals("192.0.2.1", host(description.connection(section)));
        assertEquals(53_020, section.rtcp().orElseThrow().port());
        assertEquals("2001:db8::7", host(section.rtcp().orElseThrow().connection()));
        assertEquals(
                List.of(new RtpMap(96, AsciiString.of("opus"), 48_000)),
                section.lines().stream().map(RtpMap::of).flatMap(Optional::stream).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | x=1                                            | v=0",
                "1 | v=1                                            | v=0",
                "4 | c=IN IP4 300.1.1.1                             | an address of that family",
                "4 | c=IN IP4 2001:db8::1                           | an address of that family",
                "4 | c=IN IP6 192.0.2.1                             | an address of that family",
                "4 | c=IN IP6 fe80::1%eth0                          | an address of that family",
                "4 | c=ATM NSAP 47.0091                             | IN, IP4 or IP6",
                "4 | c=IN IP4                                       | an address of that family",
                "4 | c=IN IP4 host;x                                | once",
                "4 | o=- 2 2 IN IP4 192.0.2.1                       | once",
                "4 | s=again                                        | once",
                "4 | v=0                                            | nowhere else",
                "4 | m=audio 70000 RTP/AVP 0                        | port 0-65535",
                "4 | m=audio -1 RTP/AVP 0                           | port 0-65535",
                "4 | m=audio 5004/0 RTP/AVP 0                       | port 0-65535",
                "4 | m=audio 5004 RTP/AVP                           | formats",
                "4 | m=audio 5004 RTP/\"AVP 0                       | protocol",
                "4 | M=audio 5004 RTP/AVP 0                         | letter=value",
                "4 | audio                                          | letter=value",
                "4 | =                                              | letter=value",
                "4 | m=audio 5004 RTP/AVP 0                         | no c= line",
                "4 | m=audio 99999999999999999999 RTP/AVP 0         | port 0-65535",
            })
    void shouldNameLineAndExpectation(int line, String fault, String expectation) {
        SdpResult.Malformed malformed = malformed((line == 1 ? "" : HEAD) + fault + "\r\n");

        assertEquals(line, malformed.line());
        assertTrue(malformed.why().contains(expectation), malformed.why());
    }

    @Test
    void shouldMissTheOrigin() {
        assertEquals("line 2: no o= line (expected: one)", malformed("v=0\r\ns=-\r\n").message());
        assertEquals("line 1: no o= line (expected: one)", malformed("").message());
    }

    @Test
    void shouldRefuseNulAndCarriageReturn() {
        assertEquals(4, malformed(HEAD + "a=x\0y\r\n").line());
        assertEquals(4, malformed(HEAD + "a=x\ry\r\n").line());
    }

    @Test
    void shouldPutNothingIntoAMessageThatEndsAQuotedString() {
        String why = malformed(HEAD + "c=\"\\\u0001\u00ff" + "x".repeat(500) + "\r\n").why();

        assertTrue(why.startsWith("c=????xxx"), why);
        assertTrue(why.length() < 200, why);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes, 10, 100, 100, 10, 10",
        "more lines, 1000, 5, 100, 10, 10",
        "bytes, 1000, 100, 20, 10, 10",
        "more m= lines, 1000, 100, 100, 1, 10",
        "1 to 2 formats, 1000, 100, 100, 10, 2",
    })
    void shouldHoldItsLimits(
            String expected, int bytes, int lines, int lineBytes, int media, int formats) {
        String text = AUDIO + "m=video 5006 RTP/AVP 31 32 33\r\n";
        SdpResult result =
                SessionDescription.parse(
                        AsciiString.of(text),
                        new SdpLimits(bytes, lines, lineBytes, media, formats));

        String why = assertInstanceOf(SdpResult.Malformed.class, result).why();
        assertTrue(why.contains(expected), why);
    }

    @Test
    void shouldAnswerAnythingAtAll() {
        Random random = new Random(1);
        List<String> seeds = wholeDescriptions();
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes =
                    seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.US_ASCII);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            AsciiString text = new AsciiString(bytes, 0, 1 + random.nextInt(bytes.length), false);
            if (SessionDescription.parse(text, SdpLimits.DEFAULT)
                    instanceof SdpResult.Parsed(SessionDescription first)) {
                read++;
                SdpResult again = SessionDescription.parse(first.encode(), SdpLimits.DEFAULT);
                assertEquals(first.encode(), parsed(again).encode());
            }
        }
        assertTrue(read > 1_000, "only " + read + " were descriptions");
    }

    @Test
    void shouldKeepTheFamilyThatWasWritten() {
        String text =
                """
                v=0
                o=- 1 1 IN IP6 ::ffff:192.0.2.2
                s=-
                c=IN IP6 a.example
                t=0 0
                m=audio 6000 RTP/AVP 0
                c=IN IP4 b.example
                """
                        .replace("\n", "\r\n");
        assertEquals(text, parse(text).encode().toString());
    }

    private static String host(Optional<Connection> connection) {
        return connection.orElseThrow().host().toString();
    }

    private static SessionDescription parse(String text) {
        return parsed(SessionDescription.parse(AsciiString.of(text), SdpLimits.DEFAULT));
    }

    private static SessionDescription parsed(SdpResult result) {
        return assertInstanceOf(SdpResult.Parsed.class, result, result::toString).description();
    }

    private static SdpResult.Malformed malformed(String text) {
        return assertInstanceOf(
                SdpResult.Malformed.class,
                SessionDescription.parse(AsciiString.of(text), SdpLimits.DEFAULT));
    }
}
