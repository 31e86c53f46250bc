package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads YAML with a reader of the test's own. */
final class ReadingHelper {
    private ReadingHelper() {}

    /** What came out, and the problems as they are told. */
    record Result<T>(Optional<T> value, List<String> problems) {}

    static <T> Result<T> read(String yaml, Function<Section, T> reader) {
        return read(yaml, reader, new Surroundings(Path.of(""), Map.of("HOME_REALM", "env")::get));
    }

    static <T> Result<T> read(String yaml, Function<Section, T> reader, Surroundings surroundings) {
        Reading reading = new Reading(surroundings);
        Optional<T> value =
                YamlReader.read("conf.yaml", yaml, reading::problem)
                        .map(root -> new Nested<>(reader).read(root, reading));
        return new Result<>(value, reading.finish().stream().map(Problem::toString).toList());
    }
}
