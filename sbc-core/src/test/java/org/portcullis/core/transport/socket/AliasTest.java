package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/** RFC 5923. */
class AliasTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "TRUSTED, ;alias, 7000, true",
        "KNOWN, ;alias, 7000, true",
        "UNTRUSTED, ;alias, 7000, false",
        "TRUSTED, '', 7000, false",
        "TRUSTED, ;alias, 7001, false",
    })
    void shouldReuseAConnectionInClearWhereItIsOfferedAndThePeerTrusted(
            Trust trust, String parameter, int port, boolean reused) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").trust(trust).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            Flow offered = offer(box, peer, parameter);
            Flow taken = flowTo(box, offered, Protocol.TCP, port, "");
            check(reused, offered, taken);
            assertEquals(reused ? 1 : 0, box.count("portcullis_sip_connections_reused_total", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, box.example, true",
        "true, other.example, false",
        "true, '', false",
        "false, box.example, false",
    })
    void shouldReuseAConnectionOverTlsForTheNameThatWasProven(
            boolean proven, String name, boolean reused) throws Exception {
        TestTls tls = TestTls.make(directory);
        try (Box box =
                        Box.listening("tls:127.0.0.1:0")
                                .tls(proven ? tls.askingClients() : tls)
                                .start();
                TcpPeer peer = tls.connect(box.address(0))) {
            Flow offered = offer(box, peer, ";alias");
            check(reused, offered, flowTo(box, offered, Protocol.TLS, 7000, name));
        }
    }

    @Test
    void shouldForgetAConnectionThatIsGoneAndKeepTheLatest() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").trust(Trust.KNOWN).start();
                TcpPeer first = TcpPeer.connect(box.address(0));
                TcpPeer second = TcpPeer.connect(box.address(0))) {
            Flow old = offer(box, first, ";alias");
            Flow latest = offer(box, second, ";alias");
            hangUp(first, old);
            assertSame(latest, flowTo(box, latest, Protocol.TCP, 7000, ""));
            hangUp(second, latest);
            assertNotSame(latest, flowTo(box, latest, Protocol.TCP, 7000, ""));
        }
    }

    private static void hangUp(TcpPeer peer, Flow flow) throws Exception {
        CompletableFuture<String> gone = new CompletableFuture<>();
        flow.watch(gone::complete);
        peer.hangUp();
        gone.get(Box.PATIENCE_SECONDS, SECONDS);
    }

    private static void check(boolean reused, Flow offered, Flow taken) {
        if (reused) {
            assertSame(offered, taken);
        } else {
            assertNotSame(offered, taken);
        }
    }

    private static Flow offer(Box box, TcpPeer peer, String parameter) throws Exception {
        peer.send(
                Wire.options(1, "")
                        .replace(
                                "UDP client.example;",
                                "TCP client.example:7000" + parameter + ';'));
        peer.receive();
        return box.arrival().flow();
    }

    private static Flow flowTo(Box box, Flow from, Protocol protocol, int port, String name)
            throws Exception {
        Target target =
                new Target(protocol, new InetSocketAddress(from.remote().getAddress(), port), name);
        return box.on(0, () -> box.transports.flowTo(box.loop(0), box.realm, target));
    }
}
