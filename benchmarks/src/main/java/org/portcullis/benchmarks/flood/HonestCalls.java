package org.portcullis.benchmarks.flood;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** SIPp as a carrier that calls, and as the PBX that answers. */
final class HonestCalls implements AutoCloseable {
    static final int CARRIER_PORT = 5170;
    static final int PBX_PORT = 5190;

    private final Path directory;
    private final Process pbx;

    /**
     * Starts the PBX.
     *
     * @param directory of its own, for scenarios and results
     */
    HonestCalls(Path directory) throws IOException {
        this.directory = directory;
        this.pbx = sipp("pbx", PBX_PORT, 7_600);
    }

    /**
     * What became of the calls.
     *
     * @param setupMillis of each call from its INVITE to the 200, in ascending order
     */
    record Result(int successful, int failed, int retransmitted, List<Double> setupMillis) {

        /**
         * @param part 0 to 1
         */
        double percentile(double part) {
            int last = setupMillis.size() - 1;
            return last < 0 ? Double.NaN : setupMillis.get((int) Math.round(part * last));
        }
    }

    Result call(int perSecond, int seconds, int sipPort) throws IOException, InterruptedException {
        deleteResults();
        Process caller =
                sipp(
                        "carrier",
                        CARRIER_PORT,
                        7_800,
                        "-r",
                        Integer.toString(perSecond),
                        "-m",
                        Integer.toString(perSecond * seconds),
                        "-d",
                        "500",
                        "-trace_stat",
                        "-fd",
                        "1",
                        "-stf",
                        "stat.csv",
                        "-trace_rtt",
                        "-rtt_freq",
                        "1",
                        "127.0.0.1:" + sipPort);
        if (!caller.waitFor(seconds + 60L, TimeUnit.SECONDS)) {
            caller.destroyForcibly();
        }
        return result();
    }

    @Override
    public void close() {
        pbx.destroy();
    }

    private Result result() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("stat.csv"));
        List<String> names = Arrays.asList(lines.getFirst().split(";", -1));
        String[] last = lines.getLast().split(";", -1);
        return new Result(
                Integer.parseInt(last[names.indexOf("SuccessfulCall(C)")]),
                Integer.parseInt(last[names.indexOf("FailedCall(C)")]),
                Integer.parseInt(last[names.indexOf("Retransmissions(C)")]),
                setupTimes());
    }

    private List<Double> setupTimes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(HonestCalls::holdsTimes)
                    .flatMap(HonestCalls::lines)
                    .skip(1)
                    .map(line -> Double.valueOf(line.split(";", -1)[1]))
                    .sorted()
                    .toList();
        }
    }

    private static boolean holdsTimes(Path file) {
        return file.getFileName().toString().endsWith("_rtt.csv");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteResults() throws IOException {
        Files.deleteIfExists(directory.resolve("stat.csv"));
        List<Path> times;
        try (Stream<Path> files = Files.list(directory)) {
            times = files.filter(HonestCalls::holdsTimes).toList();
        }
        for (Path file : times) {
            Files.delete(file);
        }
    }

    private Process sipp(String scenario, int port, int mediaPort, String... more)
            throws IOException {
        Path file = directory.resolve(scenario + ".xml");
        try (InputStream in =
                HonestCalls.class.getResourceAsStream("/flood/" + scenario + ".xml")) {
            if (in == null) {
                throw new IllegalStateException("no such scenario: " + scenario);
            }
            Files.writeString(file, new String(in.readAllBytes(), UTF_8));
        }
        List<String> command = new ArrayList<>(List.of("sipp", "-sf", file.toString()));
        command.addAll(List.of("-i", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of("-mp", Integer.toString(mediaPort), "-s", "4912345"));
        command.addAll(List.of("-nostdin", "-l", "15000"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
