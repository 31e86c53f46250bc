package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Via;

/** The messages of RFC 4475 and RFC 5118: what the parser makes of each. */
class TortureTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/rfc4475/expected.tsv", delimiter = '\t', numLinesToSkip = 1)
    void shouldJudgeRfc4475(String file, String parsed, String outcome, String reason) {
        assertEquals(
                parsed, outcome(Wire.parse(Wire.resource("/rfc4475/" + file + ".dat"))), reason);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "/rfc5118/expected.tsv", delimiter = '\t', numLinesToSkip = 1)
    void shouldJudgeRfc5118(String file, String parsed, String outcome, String reason) {
        assertEquals(
                parsed, outcome(Wire.parse(Wire.resource("/rfc5118/" + file + ".dat"))), reason);
    }

    private static String outcome(ParseResult result) {
        return switch (result) {
            case ParseResult.Parsed parsed -> "accept";
            case ParseResult.KeepAlive keepAlive -> "keep-alive";
            case ParseResult.Malformed malformed when Wire.status(malformed) == 0 -> "drop";
            case ParseResult.Malformed malformed -> Integer.toString(Wire.status(malformed));
        };
    }

    private static SipMessage message(String file) {
        return Wire.message(Wire.parse(Wire.resource("/rfc4475/" + file + ".dat")));
    }

    private static SipRequest request(String file) {
        return assertInstanceOf(SipRequest.class, message(file));
    }

    private static AsciiString ascii(String text) {
        return new AsciiString(text);
    }

    @Test
    void shouldReadUnusualSpacing() {
        SipRequest request = request("wsinv");
        List<AsciiString> vias = request.values(HeaderName.VIA);
        NameAddr contact = request.contacts().getFirst();
        assertAll(
                () -> assertEquals(ascii("1918181833n"), request.to().tag().orElseThrow()),
                () -> assertEquals(ascii("98asjd8"), request.from().tag().orElseThrow()),
                () -> assertEquals(ascii("\"J Rosenberg \\\\\\\"\""), request.from().display()),
                () -> assertEquals(68, request.maxForwards()),
                () -> assertEquals(9, request.cseq().number()),
                () -> assertEquals(ascii("192.0.2.2"), request.topVia().host()),
                () -> assertEquals(ascii("UDP"), request.topVia().protocol()),
                () -> assertEquals(ascii("390skdjuw"), request.topVia().branch()),
                () -> assertEquals(3, vias.size()),
                () -> assertEquals(ascii("TCP"), Via.parse(vias.get(1)).orElseThrow().protocol()),
                () ->
                        assertEquals(
                                ascii("z9hG4bK30239"),
                                Via.parse(vias.get(2)).orElseThrow().branch()),
                () ->
                        assertEquals(
                                Optional.of(AsciiString.EMPTY_STRING),
                                request.header(HeaderName.SUBJECT)),
                () -> assertEquals(ascii("\"Quoted string \\\"\\\"\""), contact.display()),
                () ->
                        assertEquals(
                                Optional.of(ascii("newvalue")),
                                contact.params().get(ascii("newparam"))),
                () -> assertEquals(Optional.of(ascii("0.33")), contact.params().get(ascii("q"))),
                () -> assertTrue(contact.params().has(ascii("secondparam"))),
                () -> assertEquals(150, request.body().length()));
    }

    @Test
    void shouldReadEveryCharacterThatMayBe() {
        SipRequest request = request("intmeth");
        SipUri uri = assertInstanceOf(SipUri.class, request.requestUri());
        assertAll(
                () ->
                        assertEquals(
                                ascii("!interesting-Method0123456789_*+`.%indeed'~"),
                                request.method().name()),
                () ->
                        assertEquals(
                                ascii("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"),
                                uri.user()),
                () ->
                        assertEquals(
                                ascii("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"),
                                uri.password()),
                () -> assertEquals(ascii("example.com"), uri.host()),
                () -> assertEquals(ascii("_token~1'+`*%!-."), request.from().tag().orElseThrow()),
                () ->
                        assertEquals(
                                ascii("token1~` token2'+_ token3*%!.-"), request.from().display()),
                () -> assertEquals(255, request.maxForwards()),
                () ->
                        assertEquals(
                                "\uFEFF\u5927\u505C\u96FB",
                                Text.utf8(
                                        request.header(
                                                        HeaderName.of(
                                                                ascii("extensionHeader-!.%*+_`'~")))
                                                .orElseThrow())));
    }

    @Test
    void shouldKeepEscapes() {
        SipRequest request = request("esc01");
        SipUri contact = assertInstanceOf(SipUri.class, request.contacts().getFirst().uri());
        SipUri to = assertInstanceOf(SipUri.class, request.to().uri());
        assertAll(
                () ->
                        assertEquals(
                                ascii("sips%3Auser%40example.com"),
                                ((SipUri) request.requestUri()).user()),
                () -> assertTrue(to.equalsUser(SipUri.of(false, ascii("user"), "example.com", -1))),
                () -> assertEquals(ascii("cal%6Cer"), contact.user()),
                () -> assertEquals(2, contact.params().size()));
    }

    @Test
    void shouldNotTakeAnEscapedMethodForAnother() {
        SipRequest request = request("esc02");
        assertFalse(request.method().equals(Method.REGISTER));
        assertEquals(2, request.contacts().size());
    }

    @Test
    void shouldCutWhatFollowsTheMessage() {
        SipRequest request = request("dblreq");
        assertEquals(Method.REGISTER, request.method());
        assertFalse(request.hasBody());
        assertTrue(request.toString().endsWith("Content-Length: 0\r\n\r\n"));
    }

    @Test
    void shouldCountCompactNamesAsTheirOwn() {
        SipRequest request = request("longreq");
        assertEquals(34, request.values(HeaderName.VIA).size());
        assertEquals(ascii("sip33.example.com"), request.topVia().host());
        assertTrue(request.topVia().branch().isEmpty());
    }

    @Test
    void shouldKeepABinaryBody() {
        byte[] bytes = Wire.resource("/rfc4475/mpart01.dat");
        SipRequest request = request("mpart01");
        byte[] body = request.body().toByteArray();
        assertEquals(553, body.length);
        assertTrue(
                Arrays.equals(Arrays.copyOfRange(bytes, bytes.length - 553, bytes.length), body));
    }

    @Test
    void shouldReadReasonPhrases() {
        SipResponse utf8 = assertInstanceOf(SipResponse.class, message("unreason"));
        SipResponse empty = assertInstanceOf(SipResponse.class, message("noreason"));
        assertEquals(200, utf8.status());
        assertTrue(Text.utf8(utf8.reason()).startsWith("= 2**3 * 5**2 \u043D\u043E"));
        assertEquals(100, empty.status());
        assertTrue(empty.reason().isEmpty());
    }

    @Test
    void shouldKeepOtherSchemes() {
        OtherUri uri = assertInstanceOf(OtherUri.class, request("unkscm").requestUri());
        assertEquals(ascii("nobodyKnowsThisScheme"), uri.scheme());
        assertEquals(ascii("http://www.example.com"), request("unksm2").from().uri().text());
        assertEquals(ascii("isbn:2983792873"), request("unksm2").to().uri().text());
    }

    @Test
    void shouldTellParametersOfUriAndHeaderApart() {
        NameAddr header = request("cparam01").contacts().getFirst();
        NameAddr inUri = request("cparam02").contacts().getFirst();
        AsciiString name = ascii("unknownparam");
        assertTrue(header.params().has(name));
        assertFalse(((SipUri) header.uri()).params().has(name));
        assertFalse(inUri.params().has(name));
        assertTrue(((SipUri) inUri.uri()).params().has(name));
    }

    @Test
    void shouldKeepHeadersInUris() {
        SipUri contact =
                assertInstanceOf(SipUri.class, request("regescrt").contacts().getFirst().uri());
        assertEquals(ascii("Route=%3Csip:sip.example.com%3E"), contact.headers());
    }

    @Test
    void shouldDoWithoutWhatRfc2543Lacked() {
        SipRequest request = request("inv2543");
        assertTrue(request.topVia().branch().isEmpty());
        assertTrue(request.from().tag().isEmpty());
        assertEquals(SipRequest.DEFAULT_MAX_FORWARDS, request.maxForwards());
        assertTrue(request.body().startsWith("v=0"));
    }

    @Test
    void shouldTellAnIpv6AddressFromAPort() {
        SipUri ambiguous = (SipUri) requestUri5118("port-ambiguous");
        SipUri unambiguous = (SipUri) requestUri5118("port-unambiguous");
        assertEquals(ascii("[2001:db8::10:5070]"), ambiguous.host());
        assertEquals(-1, ambiguous.port());
        assertEquals(ascii("[2001:db8::10]"), unambiguous.host());
        assertEquals(5070, unambiguous.port());
    }

    @Test
    void shouldReadReceivedWithAndWithoutBrackets() {
        assertEquals(
                Optional.of(ascii("[2001:db8::9:255]")), received("via-received-param-with-delim"));
        assertEquals(
                Optional.of(ascii("2001:db8::9:255")), received("via-received-param-no-delim"));
    }

    private static Object requestUri5118(String file) {
        return ((SipRequest) message5118(file)).requestUri();
    }

    private static Optional<AsciiString> received(String file) {
        return message5118(file).topVia().received();
    }

    private static SipMessage message5118(String file) {
        return Wire.message(Wire.parse(Wire.resource("/rfc5118/" + file + ".dat")));
    }
}
