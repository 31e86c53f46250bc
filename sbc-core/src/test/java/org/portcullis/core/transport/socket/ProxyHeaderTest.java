package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.transport.RealmOptions;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** From 198.51.100.7:5060 to 192.0.2.1:5060, over TCP and IPv4. */
    private static final byte[] PROXIED =
            HexFormat.of().parseHex(SIGNATURE + "2111000cc6336407c000020113c413c4");

    private static final byte[] PROXIED_IPV6 =
            HexFormat.of()
                    .parseHex(
                            SIGNATURE
                                    + "21210024"
                                    + "20010db8000000000000000000000007"
                                    + "20010db8000000000000000000000001"
                                    + "13c413c4");
    private static final byte[] LOCAL = HexFormat.of().parseHex(SIGNATURE + "20000000");

    @TempDir private Path directory;

    @Test
    void shouldGoByWhoIsBehindTheProxy() throws Exception {
        try (Box box = box("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0));
                TcpPeer six = TcpPeer.connect(box.address(0));
                TcpPeer itself = TcpPeer.connect(box.address(0))) {
            peer.send(PROXIED);
            peer.send(Wire.options(1, ""));
            String answer = peer.receive();
            assertTrue(answer.contains("received=198.51.100.7"), answer);
            assertEquals(
                    new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), 5060),
                    box.arrival().flow().remote());
            six.send(PROXIED_IPV6);
            six.send(Wire.options(1, ""));
            six.receive();
            assertEquals(
                    InetAddress.ofLiteral("2001:db8::7"),
                    box.arrival().flow().remote().getAddress());
            itself.send(LOCAL);
            itself.send(Wire.options(1, ""));
            itself.receive();
            assertEquals(itself.address(), box.arrival().flow().remote());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "ws", "wss"})
    void shouldSpeakEveryTransportBehindIt(String protocol) throws Exception {
        TestTls tls = TestTls.make(directory);
        try (Box box = box(protocol + ":127.0.0.1:0").tls(tls).start();
                ProxyRelay proxy = new ProxyRelay(box.address(0), PROXIED)) {
            if (protocol.equals("tls")) {
                try (TcpPeer peer = tls.connect(proxy.address())) {
                    peer.send(Wire.options(1, ""));
                    assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                }
            } else {
                try (WsPeer peer =
                        protocol.equals("ws")
                                ? WsPeer.connect(proxy.address())
                                : WsPeer.connect(proxy.address(), tls.context())) {
                    peer.send(Wire.options(1, ""));
                    assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                }
            }
            assertEquals(
                    "198.51.100.7", box.arrival().flow().remote().getAddress().getHostAddress());
        }
    }

    @Test
    void shouldCountAndFilterWhoIsBehindTheProxy() throws Exception {
        try (Box box =
                        box("tcp:127.0.0.1:0")
                                .filter(
                                        (source, realm, now) ->
                                                !source.getHostString().startsWith("198.51."))
                                .start();
                TcpPeer peer = TcpPeer.connect(box.address(0));
                TcpPeer itself = TcpPeer.connect(box.address(0))) {
            peer.send(PROXIED);
            assertTrue(peer.closed());
            itself.send(LOCAL);
            itself.send(Wire.options(1, ""));
            assertTrue(itself.receive().startsWith("SIP/2.0 200 "));
            box.settle();
            assertEquals(1, box.count("portcullis_sip_connections", ""));
            assertEquals(1, box.count("portcullis_sip_dropped_total", "filtered"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 198.51.100.7 192.0.2.1 5060 5060\r\n", // version 1
                "OPTIONS sip:box.example SIP/2.0\r\n\r\n",
                "\r\n\r\n\0\r\nQUIT\n1\u0011\0\u0000",
                "\r\n\r\n\0\r\nQUIT\n!\u0012\0\u0000", // UDP, and no addresses
            })
    void shouldTakeNothingElseFromAProxy(String bytes) throws Exception {
        try (Box box = box("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(bytes);
            assertTrue(peer.closed());
            box.settle();
            assertEquals(1, box.count("portcullis_sip_dropped_total", "proxy_header"));
            assertEquals(0, box.count("portcullis_sip_connections", ""));
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
        }
    }

    @Test
    void shouldNotWaitForAHeader() throws Exception {
        try (Box box = box("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0));
                TcpPeer after = TcpPeer.connect(box.address(0))) {
            peer.send("\r\n\r\n\0\r\nQU");
            after.send(LOCAL);
            after.send(Wire.options(1, ""));
            after.receive();
            box.pass(6);
            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_dropped_total", "proxy_header"));
        }
    }

    /** To anybody else it is no SIP. */
    @Test
    void shouldBelieveNobodyElse() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(PROXIED);
            peer.send(Wire.options(1, ""));
            peer.drain();
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "garbage"));
        }
    }

    private static Box.Plan box(String listen) {
        return Box.listening(listen)
                .options(
                        new RealmOptions(
                                0, List.of(), source -> source.getAddress().isLoopbackAddress()));
    }
}
