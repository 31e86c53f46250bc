package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.flood.Mark;

/** The same requests to a Kamailio with pike and to us: the same ones are refused. Needs root. */
@NeedsCommand({"kamailio", "kamcmd", "ip", "python3"})
class FloodBesideKamailioTest {
    private static final String NAMESPACE = "portcullis-flood";
    private static final List<String> INSIDE = List.of("ip", "netns", "exec", NAMESPACE);
    private static final int KAMAILIO = 5080;
    private static final int BOX = 5060;

    /** The first of its kind, a neighbour, another /16, another /8; then the same of IPv6. */
    private static final List<String> SOURCES =
            List.of(
                    "127.10.1.1",
                    "127.10.1.2",
                    "127.99.1.1",
                    "127.10.9.1",
                    "10.1.1.1",
                    "fd00:77::1",
                    "fd00:77::2",
                    "fd00:77:0:1::1",
                    "fd01::1");

    /**
     * Sends every request to both and prints, for each source, a letter a request and side: {@code
     * +} answered, {@code -} refused. Kamailio says 503; the box says nothing, which is certain
     * once it has answered a later request of an exempt source to the same socket.
     */
    private static final String CLIENT =
            """
            import select, socket, sys

            count, sources = int(sys.argv[1]), sys.argv[2:]
            number = 0

            def sock(source):
                s = socket.socket(socket.AF_INET6 if ':' in source else socket.AF_INET, socket.SOCK_DGRAM)
                s.bind((source, 0))
                s.settimeout(100)
                return s

            def request(source):
                global number
                number += 1
                host = '[%s]' % source if ':' in source else source
                return '\\r\\n'.join([
                    'OPTIONS sip:box SIP/2.0', 'Via: SIP/2.0/UDP %s;branch=z9hG4bK%d;rport' % (host, number),
                    'From: <sip:a@c.invalid>;tag=1', 'To: <sip:box>', 'Call-ID: %d' % number,
                    'CSeq: 1 OPTIONS', 'Max-Forwards: 70', 'Content-Length: 0', '', '']).encode()

            exempt = {False: sock('127.0.0.7'), True: sock('fd00:99::7')}
            for source in sources:
                six = ':' in source
                local = '::1' if six else '127.0.0.1'
                ours, theirs = sock(source), sock(source)
                kamailio, box = '', ''
                for i in range(count):
                    theirs.sendto(request(source), (local, KAMAILIO))
                    kamailio += '-' if b' 503 ' in theirs.recv(4096).split(b'\\r\\n')[0] else '+'
                    ours.sendto(request(source), (local, BOX))
                    exempt[six].sendto(request('127.0.0.7'), (local, BOX))
                    exempt[six].recv(4096)
                    answered = select.select([ours], [], [], 0)[0]
                    box += '+' if answered and ours.recv(4096) else '-'
                print(source, kamailio, box)
            """
                    .replace("KAMAILIO", Integer.toString(KAMAILIO))
                    .replace("BOX", Integer.toString(BOX));

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {30, 8, 16, 61, 5})
    void shouldRefuseTheSameRequests(int density) throws IOException {
        Program.output(directory, "ip", "netns", "delete", NAMESPACE); // there may be one still
        run("ip", "netns", "add", NAMESPACE);
        try {
            run("ip", "-n", NAMESPACE, "link", "set", "lo", "up");
            for (String address : List.of("10.1.1.1/32", "fd00:99::7/128")) {
                run("ip", "-n", NAMESPACE, "address", "add", address, "dev", "lo", "nodad");
            }
            for (String source : SOURCES.subList(5, SOURCES.size())) {
                run("ip", "-n", NAMESPACE, "address", "add", source + "/128", "dev", "lo", "nodad");
            }
            try (Program kamailio = kamailio(INSIDE, KAMAILIO, density, 3_600);
                    Box box = Box.start(directory, configuration(density), INSIDE)) {
                compare(density);
                assertTrue(box.output().contains("ready"), kamailio.output());
            }
        } finally {
            run("ip", "netns", "delete", NAMESPACE);
        }
    }

    private void compare(int density) {
        List<String> command = new ArrayList<>(INSIDE);
        command.addAll(List.of("python3", "-c", CLIENT, Integer.toString(2 * density + 20)));
        command.addAll(SOURCES);
        String output = Program.output(directory, command.toArray(String[]::new));
        Map<String, Integer> firstRefused = new TreeMap<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ");
            assertEquals(3, words.length, output);
            assertEquals(words[1], words[2], words[0] + " at density " + density);
            assertTrue(words[1].contains("-"), line);
            firstRefused.put(words[0], words[1].indexOf('-') + 1);
        }
        assertEquals(SOURCES.size(), firstRefused.size(), output);
        if (density == 30) {
            assertEquals(39, firstRefused.get("127.10.1.1"));
            assertEquals(31, firstRefused.get("127.10.1.2"));
            assertEquals(33, firstRefused.get("127.99.1.1"));
        }
    }

    /**
     * Over several windows, in each of which both get the same requests. Kamailio's own list of
     * addresses shows when a window of its has ended; ours ends then.
     */
    @Test
    void shouldRefuseTheSameWhenWindowsTurn() throws IOException {
        int[][] windows = {
            // requests of the first, second and third source
            {38, 0, 5},
            {29, 7, 5},
            {30, 29, 29},
            {0, 29, 31},
            {29, 31, 0},
            {40, 0, 1},
            {0, 0, 0},
            {31, 30, 29},
            {29, 15, 31},
            {1, 45, 16},
        };
        int port = Sipp.freePort();
        Duration unit = Duration.ofSeconds(3);
        FloodLimiter ours =
                new FloodLimiter(
                        new FloodSettings(unit, 30, Duration.ofHours(1), List.of()),
                        source -> false,
                        new Counters(),
                        0);
        try (Program kamailio = kamailio(List.of(), port, 30, 3);
                Source marker = new Source("127.77.0.1", port);
                Source first = new Source("127.20.1.1", port);
                Source second = new Source("127.20.1.2", port);
                Source third = new Source("127.40.1.1", port)) {
            long nowNanos = 0;
            for (int i = 0; i < 60; i++) {
                marker.refused();
                ours.hit(marker.address(), nowNanos);
            }
            // Two windows without a request: all counts are 0 on both sides.
            awaitMarker(kamailio, "prev: 0 curr: 0");
            nowNanos += 3 * unit.toNanos();
            List<Source> sources = List.of(first, second, third);
            int refusals = 0;
            for (int window = 0; window < windows.length; window++) {
                assertEquals(ours.hit(marker.address(), nowNanos) != Mark.PASSED, marker.refused());
                for (int s = 0; s < sources.size(); s++) {
                    Source source = sources.get(s);
                    for (int i = 1; i <= windows[window][s]; i++) {
                        boolean refused = source.refused();
                        refusals += refused ? 1 : 0;
                        assertEquals(
                                refused,
                                ours.hit(source.address(), nowNanos) != Mark.PASSED,
                                source.address() + " request " + i + " of window " + window);
                    }
                }
                assertTrue(marker().endsWith("curr: 1"), "all within a window");
                awaitMarker(kamailio, "prev: 1 curr: 0");
                nowNanos += unit.toNanos();
            }
            assertTrue(refusals > 50, refusals + " were refused by both");
        }
    }

    private void awaitMarker(Program kamailio, String expected) {
        kamailio.await(output -> marker().equals(expected));
    }

    /** What Kamailio has counted of the marker. */
    private String marker() {
        String top =
                Program.output(
                        directory,
                        "kamcmd",
                        "-s",
                        "unixs:" + directory + "/ctl",
                        "pike.top",
                        "ALL");
        String own = top.substring(Math.max(0, top.indexOf("127.77.0.1")));
        return "prev: " + number(own, "leaf_hits_prev") + " curr: " + number(own, "leaf_hits_curr");
    }

    private static String number(String text, String name) {
        int at = text.indexOf(name);
        return at < 0
                ? "none"
                : text.substring(at + name.length() + 2).lines().findFirst().orElse("");
    }

    private Program kamailio(List<String> prefix, int port, int density, int samplingSeconds)
            throws IOException {
        Path file = directory.resolve("pike.cfg");
        String listen = prefix.isEmpty() ? "" : "listen=udp:[::1]:" + port + "\n";
        Files.writeString(
                file,
                """
                #!KAMAILIO
                debug=1
                log_stderror=yes
                children=1
                disable_tcp=yes
                auto_aliases=no
                listen=udp:127.0.0.1:%d
                %smpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/"
                loadmodule "sl.so"
                loadmodule "pv.so"
                loadmodule "ctl.so"
                loadmodule "pike.so"
                modparam("ctl", "binrpc", "unixs:%s/ctl")
                modparam("pike", "sampling_time_unit", %d)
                modparam("pike", "reqs_density_per_unit", %d)
                modparam("pike", "remove_latency", 3600)
                request_route {
                  if (!pike_check_req()) { sl_send_reply("503", "Flood"); exit; }
                  sl_send_reply("200", "OK");
                }
                """
                        .formatted(port, listen, directory, samplingSeconds, density));
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        "kamailio",
                        "-DD",
                        "-E",
                        "-m",
                        "64",
                        "-M",
                        "8",
                        "-Y",
                        directory.toString(),
                        "-f",
                        file.toString()));
        Program program = Program.start(directory, "kamailio", command);
        program.await(
                output ->
                        Program.output(
                                        directory,
                                        "kamcmd",
                                        "-s",
                                        "unixs:" + directory + "/ctl",
                                        "core.version")
                                .contains("kamailio"));
        return program;
    }

    private static String configuration(int density) {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, "udp:[::1]:%1$d"]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: known
        address-groups: { probes: [127.0.0.7, "fd00:99::7"] }
        flood: { density: %2$d, sampling-unit: 1h, remove-latency: 1h, exempt: [probes] }
        transport: { loops: 1 }
        """
                .formatted(BOX, density);
    }

    private void run(String... command) {
        Program.run(directory, command);
    }

    /** A socket that asks Kamailio from an address of its own. */
    private static final class Source implements AutoCloseable {
        private final DatagramSocket socket;
        private final int port;
        private int requests;

        Source(String address, int port) throws IOException {
            this.socket = new DatagramSocket(new InetSocketAddress(address, 0));
            this.port = port;
            socket.setSoTimeout(100_000);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        /** Sends one more request and tells whether it was refused. */
        boolean refused() throws IOException {
            requests++;
            String host = address().getHostString();
            byte[] request =
                    """
                    OPTIONS sip:box SIP/2.0
                    Via: SIP/2.0/UDP %1$s;branch=z9hG4bK%2$d;rport
                    From: <sip:a@c.invalid>;tag=1
                    To: <sip:box>
                    Call-ID: %2$d@%1$s
                    CSeq: 1 OPTIONS
                    Content-Length: 0

                    """
                            .formatted(host, requests)
                            .replace("\n", "\r\n")
                            .getBytes(US_ASCII);
            socket.send(
                    new DatagramPacket(
                            request, request.length, InetAddress.getLoopbackAddress(), port));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), US_ASCII)
                    .startsWith("SIP/2.0 503 ");
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
