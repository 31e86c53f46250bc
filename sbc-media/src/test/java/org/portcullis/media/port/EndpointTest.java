package org.portcullis.media.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 5004, 192.0.2.1:5004, false",
        "255.254.253.252, 65535, 255.254.253.252:65535, false",
        "2001:db8::fffe, 1, [2001:db8::fffe]:1, true",
        "::1, 40000, [::1]:40000, true",
    })
    void shouldBeTheAddressItWasMadeOf(String host, int port, String text, boolean six) {
        Endpoint endpoint = Endpoint.of(InetAddress.ofLiteral(host), port);

        assertEquals(text, endpoint.toString());
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral(host), port), endpoint.address());
        assertEquals(new Endpoint(endpoint.high(), endpoint.low(), port), endpoint);
        assertNotEquals(new Endpoint(endpoint.high(), endpoint.low(), port - 1), endpoint);
        assertNotEquals(new Endpoint(endpoint.high(), endpoint.low() + 1, port), endpoint);
        assertEquals(
                endpoint.hashCode(),
                new Endpoint(endpoint.high(), endpoint.low(), port).hashCode());

        SocketAddressBuffer buffer = new SocketAddressBuffer();
        assertEquals(six ? 28 : 16, buffer.write(endpoint, six));
        assertTrue(endpoint.is(buffer.high(), buffer.low(), buffer.port()));
        // A socket of IPv6 that also speaks IPv4 shows it mapped.
        buffer.write(endpoint, true);
        assertTrue(endpoint.is(buffer.high(), buffer.low(), buffer.port()));
    }

    @Test
    void shouldTakeTheAnyAddressForNowhere() {
        assertSame(Endpoint.NOWHERE, Endpoint.of(InetAddress.ofLiteral("0.0.0.0"), 5004));
        assertSame(Endpoint.NOWHERE, Endpoint.of(InetAddress.ofLiteral("::"), 5004));
        assertTrue(Endpoint.NOWHERE.isNowhere());
        assertFalse(Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 1).isNowhere());
    }
}
