package org.portcullis.appliance.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a box keeps what it must not forget. */
final class StateDirectory {
    static final String AUTO = "auto";

    static final Scalar<Path> FORM =
            new Scalar<>(
                    AUTO + " or the path of a directory",
                    AUTO,
                    Scalar.Json.Text.ANY,
                    StateDirectory::parse);

    private StateDirectory() {}

    private static Path parse(String text, Surroundings surroundings) {
        try {
            return text.equals(AUTO)
                    ? found(surroundings.environment())
                    : surroundings.directory().resolve(Path.of(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    text + " (expected: " + AUTO + " or the path of a directory)", e);
        }
    }

    /** What systemd gives (systemd.exec(5)), else what the XDG specification says. */
    private static Path found(Function<String, @Nullable String> environment) {
        String given = environment.apply("STATE_DIRECTORY");
        if (given != null && !given.isEmpty()) {
            int colon = given.indexOf(':');
            return Path.of(colon < 0 ? given : given.substring(0, colon));
        }
        String state = environment.apply("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return Path.of(state, "portcullis");
        }
        String home = environment.apply("HOME");
        return Path.of(
                home == null || home.isEmpty() ? System.getProperty("user.home") : home,
                ".local",
                "state",
                "portcullis");
    }
}
