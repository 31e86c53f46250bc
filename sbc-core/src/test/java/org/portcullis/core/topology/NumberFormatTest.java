package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.NumberFormat.Style;

class NumberFormatTest {
    private static final NumberFormat GERMAN =
            new NumberFormat(Style.NATIONAL, "49", "0", "00", "", 7);

    @ParameterizedTest
    @CsvSource({
        // style, country, trunk, international, arriving, E.164
        "NATIONAL, 49, 0, 00, 0301234567, +49301234567",
        "NATIONAL, 49, 0, 00, 0043123456, +43123456",
        "NATIONAL, 49, 0, 00, +4312345678, +4312345678",
        "NATIONAL, 49, 0, 00, 112, 112",
        "NATIONAL, 49, 0, 00, 012345, 012345",
        "NATIONAL, 49, 0, 00, 5551234567, 5551234567",
        "NATIONAL, 34, '', 00, 912345678, +34912345678",
        "NATIONAL, 1, 1, 011, 13035551234, +13035551234",
        "NATIONAL, 1, 1, 011, 01149301234567, +49301234567",
        "INTERNATIONAL, '', 0, 00, 0049301234567, +49301234567",
        "INTERNATIONAL, '', 0, 00, 0301234567, 0301234567",
        "INTERNATIONAL, '', 0, 00, 0000301234567, 0000301234567",
        "DIGITS, '', 0, 00, 49301234567, +49301234567",
        "DIGITS, '', 0, 00, 0301234567, 0301234567",
        "E164, 49, 0, 00, 0301234567, +49301234567",
        "E164, '', 0, 00, 0301234567, 0301234567",
        "UNCHANGED, 49, 0, 00, 0301234567, 0301234567",
        "NATIONAL, 49, 0, 00, 0123456789012345, 0123456789012345",
        "NATIONAL, 49, 0, 00, alice, alice",
        "NATIONAL, 49, 0, 00, *21*0301234567#, *21*0301234567#",
        "NATIONAL, 49, 0, 00, 0, 0"
    })
    void shouldMakeArrivingNumbersE164(
            Style style, String country, String trunk, String foreign, String in, String out) {
        NumberFormat format = new NumberFormat(style, country, trunk, foreign, "", 7);
        assertEquals(out, format.arriving(AsciiString.of(in)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "NATIONAL, 49, 0, 00, +49301234567, 0301234567",
        "NATIONAL, 49, 0, 00, +43123456, 0043123456",
        "NATIONAL, 1, 1, 011, +13035551234, 13035551234",
        "NATIONAL, 34, '', 00, +34912345678, 912345678",
        "INTERNATIONAL, 49, 0, 00, +49301234567, 0049301234567",
        "DIGITS, 49, 0, 00, +49301234567, 49301234567",
        "E164, 49, 0, 00, +49301234567, +49301234567",
        "UNCHANGED, 49, 0, 00, +49301234567, +49301234567",
        "NATIONAL, 49, 0, 00, 0301234567, 0301234567",
        "NATIONAL, 49, 0, 00, 112, 112",
        "NATIONAL, 49, 0, 00, +112, +112",
        "NATIONAL, 49, 0, 00, alice, alice"
    })
    void shouldWriteLeavingNumbersAsThePeerDoes(
            Style style, String country, String trunk, String foreign, String in, String out) {
        NumberFormat format = new NumberFormat(style, country, trunk, foreign, "", 7);
        assertEquals(out, format.leaving(AsciiString.of(in)).toString());
    }

    @Test
    void shouldPutAPrefixBeforeCalledNumbersOnly() {
        NumberFormat format = new NumberFormat(Style.DIGITS, "", "0", "00", "99#", 7);
        assertEquals("99#49301234567", format.leavingCalled(of("+49301234567")).toString());
        assertEquals("49301234567", format.leaving(of("+49301234567")).toString());
        assertEquals("112", format.leavingCalled(of("112")).toString());
        assertEquals("+49301234567", format.arrivingCalled(of("99#49301234567")).toString());
        assertEquals("99#", format.arrivingCalled(of("99#")).toString());
    }

    @ParameterizedTest
    @CsvSource({
        // Request-URI, as the box sees it, as a peer with digits sees it
        "sip:0301234567@h, sip:+49301234567@h, sip:49301234567@us",
        "sip:030-123.4567@h;user=phone, sip:+49301234567@h;user=phone,"
                + " sip:49301234567@us;user=phone",
        "sip:030-123.4567@h, sip:030-123.4567@h, sip:030-123.4567@us",
        "tel:0301234567, tel:+49301234567, sip:49301234567@us;user=phone",
        "tel:+49-30-1234567, tel:+49-30-1234567, sip:49301234567@us;user=phone",
        "tel:301234567;phone-context=+43, tel:+43301234567, sip:43301234567@us;user=phone",
        "tel:1234567;phone-context=evil.example, tel:1234567;phone-context=evil.example,"
                + " sip:1234567@us;user=phone",
        "tel:0301234567;phone-context=evil.example, tel:+49301234567,"
                + " sip:49301234567@us;user=phone",
        "sip:0301234567;phone-context=+49@h;user=phone, sip:+49301234567@h;user=phone,"
                + " sip:49301234567@us;user=phone",
        "sip:0301234567;npdi;rn=+4988;tgrp=x;trunk-context=evil.example@h,"
                + " sip:+49301234567;npdi;rn=+4988@h, sip:49301234567;npdi;rn=+4988@us",
        "sip:0301234567;rn=1.2.3.example@h, sip:+49301234567@h, sip:49301234567@us",
        "sip:112@h, sip:112@h, sip:112@us",
        "sip:alice;x=y@h, sip:alice;x=y@h, sip:alice;x=y@us",
        "sip:h, sip:h, sip:us"
    })
    void shouldRewriteUris(String arriving, String seen, String leaving) {
        SipRequest request = invite(arriving, "sip:us.example", "sip:us.example");
        HeaderPolicy source = policy(GERMAN);
        SipRequest arrived = source.arriving(request);
        assertEquals(seen, arrived.requestUri().toString());
        Crossing crossing =
                new Crossing(source, policy(new NumberFormat(Style.DIGITS, "", "0", "00", "", 7)));
        AsciiString uri =
                crossing.requestUri(arrived, (SipUri) Uri.parse(of("sip:us")).orElseThrow());
        assertEquals(leaving, uri.toString());
    }

    @Test
    void shouldKeepTheBytesOfThePartiesAndChangeTheirValues() {
        SipRequest request =
                invite("sip:h", "\"A\" <sip:0301234567@carrier.example>", "<tel:0307654321>");
        SipRequest arrived = policy(GERMAN).arriving(request);
        assertSame(request.image(), arrived.image());
        assertEquals("sip:+49301234567@carrier.example", arrived.from().uri().text().toString());
        assertEquals("a", arrived.from().tag().orElseThrow().toString());
        assertEquals("tel:+49307654321", arrived.to().uri().text().toString());
        assertEquals(request.header(HeaderName.TO), arrived.header(HeaderName.TO));
    }

    @Test
    void shouldGiveBackWhatHasNoNumberToRewrite() {
        SipRequest request = invite("sip:112@h", "<sip:alice@h>", "<sip:+49301234567@h>");
        assertSame(request, policy(GERMAN).arriving(request));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.NATIONAL, "", "0", "00", "", 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.DIGITS, "4a", "0", "00", "", 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.DIGITS, "049", "0", "00", "", 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.DIGITS, "49", "0", "", "", 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.DIGITS, "49", "0", "00", "x", 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new NumberFormat(Style.DIGITS, "49", "0", "00", "", 1));
    }

    private static SipRequest invite(String uri, String from, String to) {
        return Messages.request(
                "INVITE "
                        + uri
                        + " SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa\nFrom: "
                        + from
                        + ";tag=a\nTo: "
                        + to
                        + "\nCall-ID: c\nCSeq: 1 INVITE\nMax-Forwards: 70\nContent-Length: 0\n\n");
    }

    private static HeaderPolicy policy(NumberFormat format) {
        HeaderPolicy none = HeaderPolicy.DEFAULT;
        return new HeaderPolicy(none.in(), none.out(), none.carried(), none.identity(), format);
    }

    private static AsciiString of(String text) {
        return AsciiString.of(text);
    }
}
