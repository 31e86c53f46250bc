package org.portcullis.benchmarks;

import io.netty.util.AsciiString;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.portcullis.routing.number.NumberTable;
import org.portcullis.routing.number.NumberTableFile;

/**
 * A table of half a million numbers of a country, half of them exact and half the beginnings of
 * ranges: what a lookup costs, for another number each time and every second one unknown; what
 * reading the file costs; and, told at the start, what the table takes up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
public class NumberTables {
    private static final int ROWS = 500_000;
    private static final int NUMBERS = 1 << 16;
    private static final List<String> PEERS = List.of("pbx", "carrier");

    private final AsciiString[] numbers = new AsciiString[NUMBERS];
    private Path file = Path.of("");
    private NumberTable table = NumberTable.EMPTY;
    private int next;

    @Setup
    public void fill() throws IOException {
        Random random = new Random(1);
        file = Files.createTempFile("numbers", ".csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("number,to,as\n");
            for (int i = 0; i < ROWS; i++) {
                // Scattered over the plan, each once: eleven digits, or the first nine of them.
                long digits = 49_100_000_000L + i * 1_771L;
                String number = Long.toString(digits);
                String written = i % 2 == 0 ? number : number.substring(0, 9);
                writer.write("+" + written + i % 10 + ',' + PEERS.get(i % 2) + ",u" + i + '\n');
                if (i % (ROWS / NUMBERS) == 0 && i / (ROWS / NUMBERS) < NUMBERS) {
                    String dialled = random.nextBoolean() ? written + i % 10 + "77" : "4" + digits;
                    numbers[i / (ROWS / NUMBERS)] = new AsciiString("+" + dialled);
                }
            }
        }
        long before = used();
        NumberTableFile read = NumberTableFile.read(file, PEERS, true);
        table = read.table();
        System.out.printf(
                "%d numbers, %d lines not taken, %.1f MB%n",
                table.size(), ROWS - table.size(), (used() - before) / 1e6);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @Warmup(iterations = 5, time = 1)
    @Measurement(iterations = 5, time = 1)
    public int lookUp() {
        next = (next + 1) & (NUMBERS - 1);
        return table.find(numbers[next]);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    @Warmup(iterations = 2, time = 1)
    @Measurement(iterations = 3, time = 1)
    public NumberTableFile load() {
        return NumberTableFile.read(file, PEERS, true);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
