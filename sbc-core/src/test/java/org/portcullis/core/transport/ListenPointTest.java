package org.portcullis.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenPointTest {

    @ParameterizedTest
    @CsvSource({
        "udp:127.0.0.1:5060, UDP, 127.0.0.1, 5060, udp:127.0.0.1:5060",
        "TCP:[::1]:0, TCP, ::1, 0, tcp:[::1]:0",
        "tls:192.0.2.1:65535, TLS, 192.0.2.1, 65535, tls:192.0.2.1:65535",
        "wss:[2001:db8::1]:443, WSS, 2001:db8::1, 443, wss:[2001:db8::1]:443",
    })
    void shouldReadProtocolAddressAndPort(
            String text, Protocol protocol, String address, int port, String again) {
        ListenPoint point = ListenPoint.parse(text);

        assertEquals(protocol, point.protocol());
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral(address), port), point.bind());
        assertEquals(point.bind(), point.advertised());
        assertEquals(again, point.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | (expected: PROTOCOL:ADDRESS:PORT, such as udp:192.0.2.1:5060)",
                "udp:5060 | udp:5060 (expected: PROTOCOL:ADDRESS:PORT, such as udp:192.0.2.1:5060)",
                "sctp:127.0.0.1:5060 | protocol: sctp (expected: udp, tcp, tls, ws, wss)",
                "udp:localhost:5060 | address: localhost (expected: an IPv4 address or an IPv6 one in brackets)",
                "udp:::1:5060 | address: ::1 (expected: an IPv4 address or an IPv6 one in brackets)",
                "udp:[127.0.0.1]:5060 | address: [127.0.0.1] (expected: an IPv4 address or an IPv6 one in brackets)",
                "udp::5060 | address:  (expected: an IPv4 address or an IPv6 one in brackets)",
                "udp:127.0.0.1: | port:  (expected: 0-65535)",
                "udp:127.0.0.1:65536 | port: 65536 (expected: 0-65535)",
                "udp:127.0.0.1:-1 | port: -1 (expected: 0-65535)",
                "udp:127.0.0.1:99999999999 | port: 99999999999 (expected: 0-65535)",
                "udp:127.0.0.1:sip | port: sip (expected: 0-65535)",
            })
    void shouldSayWhatIsWrongAndWhatWasExpected(String text, String message) {
        String why =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> ListenPoint.parse(text))
                                .getMessage());

        assertTrue(why.endsWith(message), why);
    }

    @Test
    void shouldNameWhatItCannotListenOn() {
        assertEquals(Optional.empty(), ListenPoint.parse("udp:127.0.0.1:5060").problem());
        assertEquals(Optional.empty(), ListenPoint.parse("tcp:[::1]:5060").problem());
        assertEquals(Optional.empty(), ListenPoint.parse("wss:127.0.0.1:443").problem());
        assertEquals(
                Optional.of(
                        "udp:0.0.0.0:5060 (expected: an address to advertise beside a wildcard)"),
                ListenPoint.parse("udp:0.0.0.0:5060").problem());
    }

    @Test
    void shouldAdvertiseAnotherAddressOnTheBoundPort() {
        ListenPoint behindNat =
                ListenPoint.parse("udp:0.0.0.0:0").advertisedAs(InetAddress.ofLiteral("192.0.2.9"));

        assertEquals(Optional.empty(), behindNat.problem());
        assertEquals("192.0.2.9", behindNat.advertised().getHostString());
        assertEquals(4711, behindNat.boundTo(4711).advertised().getPort());
        assertEquals(4711, behindNat.boundTo(4711).bind().getPort());
    }

    @Test
    void shouldTellTargetsThatAreStillToBeLookedUp() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("pbx.example", 5060);
        assertFalse(new Target(Protocol.UDP, name).resolved());
        assertTrue(new Target(Protocol.UDP, new InetSocketAddress("192.0.2.1", 5060)).resolved());
    }

    @Test
    void shouldRefuseNamesAndEmptyRealms() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("pbx.example", 5060);
        assertThrows(
                IllegalArgumentException.class,
                () -> new ListenPoint(Protocol.UDP, unresolved, unresolved));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Realm("outside", List.of(), Trust.UNTRUSTED));
    }
}
