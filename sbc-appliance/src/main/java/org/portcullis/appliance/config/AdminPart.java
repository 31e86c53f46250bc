package org.portcullis.appliance.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portcullis.appliance.admin.AdminSettings;

/**
 * The part of a configuration file that tells how to ask the box about itself. The rest is not
 * looked at: whoever asks need not be able to read every certificate and secret that it names.
 */
public sealed interface AdminPart {

    record Accepted(AdminSettings admin, Path stateDirectory) implements AdminPart {}

    /**
     * @param problems one line each, as of the whole file
     */
    record Refused(List<String> problems) implements AdminPart {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a file, or the defaults. Blocks.
     *
     * @param environment the value of a variable, null if it is not set
     */
    static AdminPart read(Optional<Path> file, Function<String, @Nullable String> environment) {
        Path named = file.orElse(Path.of("defaults"));
        Path directory = Optional.ofNullable(named.getParent()).orElse(Path.of(""));
        Reading reading = new Reading(new Surroundings(directory, environment));
        Place top = new Place(named.toString(), 1, 1, "");
        String text = "";
        try {
            text = file.isPresent() ? Files.readString(named, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            reading.problem(top, "cannot be read", "a readable configuration file");
        }
        Optional<Node.Mapping> root = YamlReader.read(top.file(), text, reading::problem);
        if (root.isEmpty() || reading.problemCount() > 0) {
            return refused(reading);
        }
        Section s = new Section(root.get(), reading);
        Path state = ConfigurationReader.stateDirectory(s);
        AdminSettings admin = ConfigurationReader.admin(s);
        return reading.problemCount() > 0 ? refused(reading) : new Accepted(admin, state);
    }

    private static Refused refused(Reading reading) {
        return new Refused(reading.finish().stream().map(Problem::toString).toList());
    }
}
