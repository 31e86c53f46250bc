package org.portcullis.appliance.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration file as a whole: either it is good, or everything wrong with it is told at
 * once.
 */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /** What comes of reading a file. */
    public sealed interface Outcome {}

    public record Accepted(Configuration configuration) implements Outcome {}

    /**
     * @param problems one line each, {@code file:line:column: path: what is wrong (expected: ...)},
     *     in the order of lines
     */
    public record Refused(List<String> problems) implements Outcome {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Reads {@code file} and what it refers to. Blocks. */
    public static Outcome read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads {@code file} for a box that runs: what cannot change meanwhile is a problem where it is
     * another. Blocks.
     */
    public static Outcome read(Path file, Configuration running) {
        return read(file, Optional.of(running));
    }

    private static Outcome read(Path file, Optional<Configuration> running) {
        Path directory = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        Reading reading = new Reading(new Surroundings(directory, System::getenv), running);
        Place top = new Place(file.toString(), 1, 1, "");
        try {
            return read(top, decoded(Files.readAllBytes(file)), reading);
        } catch (CharacterCodingException e) {
            reading.problem(top, "not text", "UTF-8");
        } catch (NoSuchFileException e) {
            reading.problem(top, "no such file", "a configuration file");
        } catch (IOException e) {
            reading.problem(top, "cannot be read: " + e.getMessage(), "a readable file");
        }
        return refused(reading);
    }

    /**
     * Reads a configuration that is no file, called {@code name} in problems; what it refers to
     * lies in this directory.
     */
    public static Outcome read(String name, String text) {
        Reading reading = new Reading(new Surroundings(Path.of(""), System::getenv));
        return read(new Place(name, 1, 1, ""), text, reading);
    }

    /** Reads the text of a file that was found at {@code top}. */
    static Outcome read(Place top, String text, Reading reading) {
        Optional<Node.Mapping> root = YamlReader.read(top.file(), text, reading::problem);
        if (root.isEmpty()) {
            return refused(reading);
        }
        Configuration configuration = ConfigurationReader.FORM.read(root.get(), reading);
        List<Problem> problems = reading.finish();
        return problems.isEmpty() ? new Accepted(configuration) : refused(problems);
    }

    private static Outcome refused(Reading reading) {
        return refused(reading.finish());
    }

    private static Outcome refused(List<Problem> problems) {
        return new Refused(problems.stream().map(Problem::toString).toList());
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
