package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;

class NextHopTest {

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1, udp:192.0.2.1:5060",
        "sip:192.0.2.1:5070, udp:192.0.2.1:5070",
        "sip:192.0.2.1;transport=tcp, tcp:192.0.2.1:5060",
        "sip:192.0.2.1:5070;lr;transport=TCP, tcp:192.0.2.1:5070",
        "SIP:192.0.2.1;transport=udp, udp:192.0.2.1:5060",
        "sip:[2001:db8::1]:5070, udp:[2001:db8::1]:5070",
        "sip:pbx@192.0.2.1, udp:192.0.2.1:5060",
    })
    void shouldReadNumericUris(String text, String target) {
        NextHop hop = NextHop.parse(text);
        assertEquals(target, hop.target().toString());
        assertEquals(text, hop.uri().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1;transport=tcp, tcp:192.0.2.1:5060",
        "sips:192.0.2.1, tls:192.0.2.1:5061",
        "sip:carrier.example, ''",
        "sip:192.0.2.1;transport=sctp, ''",
        "sips:192.0.2.1;transport=udp, ''",
    })
    void shouldLeadWhereAPeersUriNamesAnAddress(String text, String target) {
        SipUri uri = (SipUri) Uri.parse(AsciiString.of(text)).orElseThrow();
        assertEquals(target, NextHop.of(uri).map(hop -> hop.target().toString()).orElse(""));
    }

    /** A sips URI is another way to say TLS: what is written to the peer is a sip URI. */
    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1;transport=tls, tls:192.0.2.1:5061, sip:192.0.2.1;transport=tls",
        "sip:192.0.2.1:80;transport=ws, ws:192.0.2.1:80, sip:192.0.2.1:80;transport=ws",
        "sips:192.0.2.1, tls:192.0.2.1:5061, sip:192.0.2.1;transport=tls",
        "sips:a@192.0.2.1:99;lr, tls:192.0.2.1:99, sip:a@192.0.2.1:99;lr;transport=tls",
        "sips:192.0.2.1;transport=tls?a=b, tls:192.0.2.1:5061, sip:192.0.2.1;transport=tls?a=b",
        "sips:192.0.2.1;Transport=tcp;lr, tls:192.0.2.1:5061, sip:192.0.2.1;lr;transport=tls",
        "sips:192.0.2.1?a=b, tls:192.0.2.1:5061, sip:192.0.2.1;transport=tls?a=b",
        "sips:[2001:db8::1];transport=ws, wss:[2001:db8::1]:443, sip:[2001:db8::1];transport=ws",
    })
    void shouldReadUrisOfSecureTransports(String text, String target, String uri) {
        NextHop hop = NextHop.parse(text);
        assertEquals(target, hop.target().toString());
        assertEquals(uri, hop.uri().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "carrier.example, true",
        "a-1.b.example, true",
        "'', false",
        ".example, false",
        "a..b, false",
        "-a.example, false",
        "*.example, false",
        "a b, false",
        "ümlaut.example, false",
    })
    void shouldAskForAName(String name, boolean sound) {
        NextHop hop = NextHop.parse("sips:192.0.2.1");
        if (sound) {
            assertEquals(name, hop.named(name).target().name());
            NextHop clear = NextHop.parse("sip:192.0.2.1");
            assertEquals(clear, clear.named(name), "a name counts for TLS alone");
        } else {
            assertThrows(IllegalArgumentException.class, () -> hop.named(name));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | uri: 192.0.2.1 (expected: a SIP URI such as",
                "tel:+49123 | uri: tel:+49123 (expected: a SIP URI such as",
                "sip:192.0.2.1:70000 | uri: sip:192.0.2.1:70000 (expected: a SIP URI such as",
                "sips:192.0.2.1;transport=udp | transport: udp (expected: tcp, tls, ws)",
                "sip:192.0.2.1;transport=sctp | transport: sctp (expected: udp, tcp, tls, ws, wss)",
                "sip:pbx.example | host: pbx.example (expected: an IP address)",
            })
    void shouldNameWhatIsWrong(String text, String problem) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> NextHop.parse(text));
        assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1, udp:0.0.0.0:5060 udp:[::1]:5060, true",
        "sip:192.0.2.1;transport=tcp, udp:0.0.0.0:5060, false",
        "sip:192.0.2.1;transport=tcp, udp:0.0.0.0:5060 tcp:0.0.0.0:5060, true",
        "sip:[2001:db8::1], udp:0.0.0.0:5060, false",
        "sip:[2001:db8::1], udp:0.0.0.0:5060 udp:[::1]:5060, true",
        "sip:[2001:db8::1];transport=tcp, tcp:0.0.0.0:5060 udp:[::1]:5060, false",
    })
    void shouldAskForASocketToSendFrom(String uri, String listen, boolean reachable) {
        NextHop hop = NextHop.parse(uri);
        List<ListenPoint> points =
                List.of(listen.split(" ")).stream().map(ListenPoint::parse).toList();
        Realm realm = new Realm("inside", points, Trust.TRUSTED);
        if (reachable) {
            hop.requireReachableFrom(realm);
        } else {
            Exception e =
                    assertThrows(
                            IllegalArgumentException.class, () -> hop.requireReachableFrom(realm));
            assertEquals(
                    uri
                            + " (expected: a transport and address family that realm inside listens"
                            + " on, "
                            + points
                            + ")",
                    e.getMessage());
        }
    }
}
