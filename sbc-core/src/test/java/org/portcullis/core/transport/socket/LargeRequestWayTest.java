package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;

class LargeRequestWayTest {
    private static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);

    @Test
    void shouldKnowTheWayOverTcpUntilItFails() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0", "tcp:127.0.0.1:0").start()) {
            Flow udp = way(box);
            Flow tcp = stream(box, udp).orElseThrow();
            assertEquals(Protocol.TCP, tcp.protocol());
            assertEquals(PEER, tcp.remote());
            assertEquals(Optional.empty(), stream(box, tcp), "it is one itself");
            box.on(
                    0,
                    () -> {
                        udp.streamFailed();
                        return udp;
                    });
            assertEquals(Optional.empty(), stream(box, udp));
            box.pass(601);
            assertTrue(stream(box, way(box)).isPresent());
            assertEquals(2, box.count("portcullis_sip_large_requests_total", ""));
            assertEquals(1, box.count("portcullis_sip_large_requests_failed_total", ""));
        }
    }

    @Test
    void shouldKnowNoneWithoutAListenPoint() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0", "tcp:[::1]:0").start()) {
            assertEquals(Optional.empty(), stream(box, way(box)));
        }
    }

    @Test
    void shouldForgetTheOldestFailuresFirst() {
        StreamPeers peers = new StreamPeers();
        for (int port = 1; port <= StreamPeers.MOST + 1; port++) {
            peers.failed(new InetSocketAddress(PEER.getAddress(), port), 0);
        }
        assertTrue(peers.mayHave(new InetSocketAddress(PEER.getAddress(), 1), 0));
        assertFalse(peers.mayHave(new InetSocketAddress(PEER.getAddress(), 2), 0));
        assertTrue(
                peers.mayHave(
                        new InetSocketAddress(PEER.getAddress(), 2), StreamPeers.PAUSE_NANOS));
    }

    private static Flow way(Box box) throws Exception {
        Target target = new Target(Protocol.UDP, PEER);
        return box.on(0, () -> box.transports.flowTo(box.loop(0), box.realm, target));
    }

    private static Optional<Flow> stream(Box box, Flow flow) throws Exception {
        return box.on(0, flow::streamFlow);
    }
}
