package org.portcullis.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fuzz target with the seeds of all of them, and with whatever once failed. */
class FuzzSeedsTest {
    private static final List<String> SEEDS =
            List.of("/rfc4475", "/rfc5118", "/fuzz/sdp", "/fuzz/multipart", "/fuzz/found");

    static List<Path> seeds() throws IOException, URISyntaxException {
        List<Path> files = new ArrayList<>();
        for (String seeds : SEEDS) {
            URL directory = Objects.requireNonNull(FuzzSeedsTest.class.getResource(seeds), seeds);
            try (Stream<Path> listed = Files.list(Path.of(directory.toURI()))) {
                files.addAll(listed.sorted().toList());
            }
        }
        assertTrue(files.size() > 70, "seeds: " + files.size());
        return files;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForEverySeed(Path seed) throws IOException {
        byte[] bytes = Files.readAllBytes(seed);
        List<Consumer<byte[]>> targets =
                List.of(
                        FuzzSipParser::fuzzerTestOneInput,
                        FuzzStreamFramer::fuzzerTestOneInput,
                        FuzzSdp::fuzzerTestOneInput,
                        FuzzMultipart::fuzzerTestOneInput);
        targets.forEach(target -> target.accept(bytes.clone()));
    }
}
