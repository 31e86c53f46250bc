package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.testing.NeedsCommand;

/** What a socket of another program is told of the packets that the box sends. */
@NeedsCommand("python3")
class DscpTest {
    /** Sends OPTIONS and prints the traffic class of the answer. */
    private static final String CLIENT =
            """
            import socket, struct, sys
            host, port = sys.argv[1], int(sys.argv[2])
            six = ':' in host
            s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVTCLASS, 1) if six else \\
                s.setsockopt(socket.IPPROTO_IP, 13, 1)  # IP_RECVTOS
            s.settimeout(30)
            s.sendto(b'\\r\\n'.join([
                b'OPTIONS sip:box SIP/2.0', b'Via: SIP/2.0/UDP c.invalid;branch=z9hG4bK' + host[-1:].encode() + b'x' * len(host) + b';rport',
                b'From: <sip:a@c.invalid>;tag=1', b'To: <sip:box>', b'Call-ID: dscp',
                b'CSeq: 1 OPTIONS', b'', b'']), (host, port))
            data, ancillary, flags, source = s.recvmsg(4096, 256)
            print(data.split(b'\\r\\n')[0].decode())
            value = ancillary[0][2]
            print('class', value[0] if len(value) == 1 else struct.unpack('i', value)[0])
            """;

    @TempDir private Path directory;

    private final int port = Sipp.freePort();

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void shouldMarkDatagramsOfARealm(String engine) {
        try (Box box = Box.start(directory, configuration(engine), List.of())) {
            for (String host : new String[] {"127.0.0.1", "::1"}) {
                String output =
                        Program.output(
                                directory, "python3", "-c", CLIENT, host, Integer.toString(port));
                assertTrue(output.startsWith("SIP/2.0 "), output);
                assertTrue(output.contains("class " + (46 << 2) + "\n"), output);
            }
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    private String configuration(String engine) {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, "udp:[::1]:%1$d"]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: known
            dscp: 46
        transport: { io: %2$s }
        """
                .formatted(port, engine);
    }
}
