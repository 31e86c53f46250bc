package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIPp as a caller or a PBX, with a scenario of {@code src/test/resources/sipp}, or one that the
 * test has written into its directory.
 */
final class Sipp {

    /** What SIPp counted. */
    record Result(long successful, long failed, long retransmissions) {}

    private static final AtomicInteger nextPort =
            new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 80) * 100);

    private final Path directory;
    private final String scenario;
    private final String address;
    private final int port;
    private final List<String> prefix;
    private final List<String> more = new ArrayList<>();

    /**
     * @param prefix what to run it under, such as {@code ip netns exec NAME}; empty for nothing
     */
    Sipp(Path directory, String scenario, String address, int port, List<String> prefix) {
        this.directory = directory;
        this.scenario = scenario;
        this.address = address;
        this.port = port;
        this.prefix = prefix;
    }

    Sipp(Path directory, String scenario, int port) {
        this(directory, scenario, "127.0.0.1", port, List.of());
    }

    Sipp with(String... arguments) {
        more.addAll(List.of(arguments));
        return this;
    }

    /** Starts it in the background, as a PBX. */
    Program start() {
        return Program.start(directory, scenario + "-" + port, command(List.of()));
    }

    /** Places calls and waits for their end. */
    Result call(String target, int calls, int perSecond, int talkMillis) {
        Path statistics = directory.resolve(scenario + "-" + port + ".csv");
        List<String> command =
                command(
                        List.of(
                                "-m",
                                Integer.toString(calls),
                                "-r",
                                Integer.toString(perSecond),
                                "-d",
                                Integer.toString(talkMillis),
                                "-s",
                                "4912345",
                                "-trace_stat",
                                "-stf",
                                statistics.toString(),
                                "-fd",
                                "1",
                                target));
        try (Program sipp = Program.start(directory, scenario + "-" + port, command)) {
            assertTrue(sipp.exitCode() <= 1, sipp.output());
            Map<String, Long> figures = lastLine(statistics);
            return new Result(
                    figures.getOrDefault("SuccessfulCall(C)", 0L),
                    figures.getOrDefault("FailedCall(C)", 0L),
                    figures.getOrDefault("Retransmissions(C)", 0L));
        }
    }

    /**
     * A port that nobody has bound, UDP or TCP, for a peer that cannot take any; below those that
     * the system hands out by itself and outside the media ranges of the tests.
     */
    static int freePort() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int port = nextPort.getAndIncrement();
                port < 30_000;
                port = nextPort.getAndIncrement()) {
            try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                    DatagramSocket udp = new DatagramSocket(port, loopback)) {
                return Math.min(tcp.getLocalPort(), udp.getLocalPort());
            } catch (IOException e) {
                assert port > 0 : e; // taken: the next one
            }
        }
        throw new AssertionError("no free port");
    }

    private List<String> command(List<String> last) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sipp", "-sf", scenarioFile().toString(), "-nostdin"));
        command.addAll(List.of("-i", address, "-p", Integer.toString(port)));
        // It takes four ports for media from an even one on.
        int mediaPort = nextPort.getAndAdd(6) + 1 & ~1;
        command.addAll(List.of("-mi", address, "-mp", Integer.toString(mediaPort)));
        command.addAll(more);
        command.addAll(last);
        return command;
    }

    private Path scenarioFile() {
        Path file = directory.resolve(scenario + ".xml");
        if (Files.exists(file)) {
            return file;
        }
        try (InputStream in = Sipp.class.getResourceAsStream("/sipp/" + scenario + ".xml")) {
            if (in == null) {
                throw new AssertionError("no scenario " + scenario);
            }
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A figure of the last line of statistics that SIPp has written; 0 where there is none. */
    static long figure(Path statistics, String name) {
        return lastLine(statistics).getOrDefault(name, 0L);
    }

    private static Map<String, Long> lastLine(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            String[] names = lines.getFirst().split(";");
            String[] values = lines.getLast().split(";");
            Map<String, Long> figures = new HashMap<>();
            for (int i = 0; i < Math.min(names.length, values.length); i++) {
                if (values[i].matches("\\d+")) {
                    figures.put(names[i], Long.valueOf(values[i]));
                }
            }
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
