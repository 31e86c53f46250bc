package org.portcullis.core.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "sip:+4930123@h, +4930123",
        "tel:+49-30-123, +4930123",
        "sip:+49-30-123;isub=1@h;user=phone, +4930123",
        "sip:alice@h, alice",
        "sip:h, ''",
        "tel:123;phone-context=+49, 123",
    })
    void shouldReadNumbersWithoutWhatIsWrittenAroundThem(String uri, String number) {
        SipRequest request = request(uri, uri);
        assertEquals(number, Numbers.called(request).toString());
        assertEquals(number, Numbers.calling(request).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:030@h, sip:030@other, sip:+4930@h, sip:+4930@other",
        "sip:030@h, sip:bob@h, sip:+4930@h, sip:bob@h",
        "tel:030;phone-context=+49, tel:030;phone-context=+49, tel:+4930, tel:+4930",
        "sip:030@h;user=phone, tel:0-30, sip:+4930@h;user=phone, tel:+4930",
        "sip:h, sip:h, sip:+4930@h, sip:+4930@h",
    })
    void shouldReplaceTheCalledNumber(String uri, String to, String newUri, String newTo) {
        SipRequest request = request(uri, to);
        SipRequest replaced =
                Numbers.replaced(request, AsciiString.of("+4930"), Numbers.calling(request));
        assertEquals(newUri, replaced.requestUri().toString());
        assertEquals(newTo, replaced.to().uri().toString());
        assertEquals(request.from(), replaced.from());
        assertSame(request.image(), replaced.image());
    }

    @Test
    void shouldKeepARequestThatNothingChanges() {
        SipRequest request = request("sip:1@h", "sip:2@h");
        assertSame(
                request,
                Numbers.replaced(request, Numbers.called(request), Numbers.calling(request)));
    }

    private static SipRequest request(String uri, String party) {
        return Messages.request(
                """
                INVITE %s SIP/2.0
                Via: SIP/2.0/UDP h;branch=z9hG4bK1
                From: <%s>;tag=1
                To: <%s>
                Call-ID: 1
                CSeq: 1 INVITE

                """
                        .formatted(uri, party.contains("@other") ? uri : party, party));
    }
}
