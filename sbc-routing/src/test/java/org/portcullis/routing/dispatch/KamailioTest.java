package org.portcullis.routing.dispatch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.core.testkit.Messages;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;

/**
 * The same requests, the same {@code dispatcher.list}: what Kamailio picks and what is picked here.
 */
@NeedsCommand("kamailio")
class KamailioTest {
    private static final int PATIENCE_MILLIS = 500;
    private static final int PATIENCE_TRIES = 120;

    /** Four alike, four of different priorities, and five of which two are down. */
    private static final Map<Integer, List<String>> VARIANTS =
            Map.of(
                    0,
                    List.of(
                            "sip:10.1.0.1:5060 0 0 duid=a;weight=50;rweight=50",
                            "sip:10.1.0.2:5060 0 0 duid=b;weight=30;rweight=30",
                            "sip:10.1.0.3:5060 0 0 duid=c;weight=15;rweight=15",
                            "sip:10.1.0.4:5060 0 0 duid=d;weight=5;rweight=5"),
                    1,
                    List.of(
                            "sip:10.1.0.1:5060 0 10 duid=a;weight=40;rweight=40",
                            "sip:10.1.0.2:5060 0 0 duid=b;weight=30;rweight=30",
                            "sip:10.1.0.3:5060 0 20 duid=c;weight=20;rweight=20",
                            "sip:10.1.0.4:5060 0 20 duid=d;weight=10;rweight=10"),
                    2,
                    List.of(
                            "sip:10.1.0.1:5060 0 0 duid=a;weight=40;rweight=50",
                            "sip:10.1.0.2:5060 1 0 duid=b;weight=30;rweight=33",
                            "sip:10.1.0.3:5060 0 0 duid=c;weight=10;rweight=30",
                            "sip:10.1.0.4:5060 4 0 duid=d;weight=10;rweight=44",
                            "sip:10.1.0.5:5060 2 0 duid=e;weight=10;rweight=20"));

    @TempDir private Path directory;

    private final SplittableRandom random = new SplittableRandom(1);
    private DatagramSocket socket = unbound();
    private Optional<Process> kamailio = Optional.empty();
    private int port;
    private int calls;
    private DispatcherList list = new DispatcherList(Map.of(), List.of());

    @BeforeEach
    void start() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        StringBuilder lines = new StringBuilder("# set, uri, flags, priority, attributes\n");
        for (Algorithm algorithm : Algorithm.values()) {
            if (!algorithm.number().isEmpty()) {
                new TreeMap<>(VARIANTS)
                        .forEach(
                                (variant, destinations) ->
                                        destinations.forEach(
                                                line ->
                                                        lines.append(set(algorithm, variant))
                                                                .append(' ')
                                                                .append(line)
                                                                .append('\n')));
            }
        }
        Path file = Files.writeString(directory.resolve("dispatcher.list"), lines);
        list = DispatcherList.read(file, NextHop::parse);
        assertEquals(List.of(), list.problems());
        Path configuration =
                Files.writeString(directory.resolve("kamailio.cfg"), configuration(file));
        kamailio =
                Optional.of(
                        new ProcessBuilder(
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
                                        configuration.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(directory.resolve("out").toFile())
                                .start());
        awaitAnswer();
    }

    @AfterEach
    void stop() throws InterruptedException {
        socket.close();
        if (kamailio.isPresent()) {
            List<ProcessHandle> children = kamailio.get().descendants().toList();
            kamailio.get().destroy();
            if (!kamailio.get().waitFor(10, TimeUnit.SECONDS)) {
                kamailio.get().destroyForcibly().waitFor();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldPickWhatKamailioPicks() throws IOException {
        for (int variant : VARIANTS.keySet()) {
            for (Algorithm algorithm :
                    List.of(
                            Algorithm.HASH_CALL_ID,
                            Algorithm.HASH_FROM_URI,
                            Algorithm.HASH_TO_URI,
                            Algorithm.HASH_REQUEST_URI,
                            Algorithm.ROUND_ROBIN,
                            Algorithm.HASH_AUTH_USER,
                            Algorithm.HASH_EXPRESSION,
                            Algorithm.PRIORITY,
                            Algorithm.CALL_LOAD,
                            Algorithm.LATENCY)) {
                DispatcherSet set = ours(algorithm, variant);
                List<String> theirs = new ArrayList<>();
                List<String> ours = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    String request = request(algorithm, variant, i);
                    theirs.add(theirs(request));
                    ours.add(pick(set, request));
                }
                assertEquals(theirs, ours, algorithm + " " + variant);
            }
        }
    }

    /** Kamailio shuffles a hundred turns at its start; of each hundred everybody has his share. */
    @Test
    void shouldShareAsKamailioDoes() throws IOException {
        for (int variant : VARIANTS.keySet()) {
            for (Algorithm algorithm : List.of(Algorithm.WEIGHT, Algorithm.RELATIVE_WEIGHT)) {
                DispatcherSet set = ours(algorithm, variant);
                for (int hundred = 0; hundred < 3; hundred++) {
                    Map<String, Integer> theirs = new TreeMap<>();
                    Map<String, Integer> ours = new TreeMap<>();
                    for (int i = 0; i < 100; i++) {
                        String request = request(algorithm, variant, i);
                        theirs.merge(theirs(request), 1, Integer::sum);
                        ours.merge(pick(set, request), 1, Integer::sum);
                    }
                    assertEquals(theirs, ours, algorithm + " " + variant);
                }
            }
        }
    }

    private DispatcherSet ours(Algorithm algorithm, int variant) {
        return new DispatcherSet(
                new DispatcherSettings(
                        "pbx",
                        Peers.INSIDE,
                        algorithm,
                        Optional.of(
                                new HashKey(
                                        List.of(
                                                HashKey.Part.parse("from-user"),
                                                HashKey.Part.parse("header:X-Tenant")))),
                        false,
                        Optional.empty(),
                        list.sets().getOrDefault(set(algorithm, variant), List.of()).stream()
                                .map(DispatcherList.Entry::member)
                                .toList()),
                () -> 0,
                new Counters());
    }

    private static String pick(DispatcherSet set, String request) {
        SipRequest read = Messages.request(request);
        return set.plan(read, false).first().getFirst().uri().toString();
    }

    /** A request that differs in all that is hashed from the one before. */
    private String request(Algorithm algorithm, int variant, int number) {
        String credentials =
                number % 3 == 0
                        ? ""
                        : "Proxy-Authorization: Digest username=\"u"
                                + random.nextInt(1_000_000)
                                + "\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"0123456789abcdef"
                                + "0123456789abcdef\"\n";
        String method = algorithm == Algorithm.CALL_LOAD ? "INVITE" : "MESSAGE";
        return """
        %1$s sip:%2$s@%3$s SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%4$d;branch=z9hG4bK%5$s
        From: <sip:%6$s@%7$s>;tag=1
        To: <sip:%8$s@%9$s;user=phone>
        Call-ID: %10$s
        CSeq: 1 %1$s
        Max-Forwards: 70
        X-Tenant: t%11$d
        X-Algorithm: %12$s
        X-Set: %13$d
        %14$sContent-Length: 0

        """
                .formatted(
                        method,
                        word(),
                        host(),
                        socket.getLocalPort(),
                        word() + number,
                        word(),
                        host(),
                        word(),
                        host(),
                        word() + "@" + ++calls,
                        random.nextInt(50),
                        algorithm.number(),
                        set(algorithm, variant),
                        credentials);
    }

    private String word() {
        return Long.toString(random.nextLong(1L << 60, Long.MAX_VALUE), 36)
                .substring(0, random.nextInt(1, 12));
    }

    private String host() {
        return switch (random.nextInt(4)) {
            case 0 -> "10.0.0." + random.nextInt(1, 255);
            case 1 -> word() + ".example:5060";
            case 2 -> word() + ".example:" + random.nextInt(1_024, 65_535);
            default -> "[2001:db8::" + random.nextInt(1, 9_999) + "]";
        };
    }

    /** What Kamailio answers to it. */
    private String theirs(String request) throws IOException {
        send(request);
        for (int i = 0; i < PATIENCE_TRIES; i++) {
            Optional<String> answer = receive();
            if (answer.isPresent()) {
                return answer.get()
                        .lines()
                        .filter(line -> line.startsWith("X-Destination: "))
                        .map(line -> line.substring("X-Destination: ".length()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(answer.get()));
            }
        }
        throw new AssertionError(Files.readString(directory.resolve("out")));
    }

    /** Asks until it answers: it says nowhere that it is ready. */
    private void awaitAnswer() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        Optional<String> answer = Optional.empty();
        for (int i = 0; i < PATIENCE_TRIES && answer.isEmpty(); i++) {
            send(request(Algorithm.PRIORITY, 0, i));
            answer = receive();
        }
        assertTrue(answer.isPresent(), Files.readString(directory.resolve("out")));
        while (receive().isPresent()) {
            assertTrue(socket.isBound()); // to what was asked again
        }
    }

    private void send(String request) throws IOException {
        byte[] bytes = request.replace("\n", "\r\n").getBytes(ISO_8859_1);
        socket.send(
                new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private Optional<String> receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        return Optional.of(new String(packet.getData(), 0, packet.getLength(), ISO_8859_1));
    }

    private static int set(Algorithm algorithm, int variant) {
        return Integer.parseInt(algorithm.number()) * 10 + variant;
    }

    private static DatagramSocket unbound() {
        try {
            return new DatagramSocket(null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String configuration(Path list) {
        return """
        #!KAMAILIO
        debug=1
        log_stderror=yes
        children=1
        disable_tcp=yes
        auto_aliases=no
        dns_try_ipv6=yes
        listen=udp:127.0.0.1:%d
        mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "textops.so"
        loadmodule "dispatcher.so"
        modparam("dispatcher", "list_file", "%s")
        modparam("dispatcher", "flags", 2)
        modparam("dispatcher", "hash_pvar", "$fU$hdr(X-Tenant)")
        modparam("dispatcher", "ds_hash_size", 9)
        modparam("dispatcher", "ds_ping_latency_stats", 1)
        request_route {
          $var(set) = $(hdr(X-Set){s.int});
          $var(algorithm) = $(hdr(X-Algorithm){s.int});
          if (ds_select_dst("$var(set)", "$var(algorithm)")) {
            append_to_reply("X-Destination: $du\\r\\n");
            sl_send_reply("404", "Picked");
          } else {
            sl_send_reply("500", "Nobody");
          }
        }
        """
                .formatted(port, list);
    }
}
