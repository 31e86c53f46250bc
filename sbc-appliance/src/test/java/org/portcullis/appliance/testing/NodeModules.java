package org.portcullis.appliance.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code ./sbc test} installs the npm packages of {@code src/test/npm}. */
public final class NodeModules {
    private static final Path DIRECTORY = Path.of("target", "npm", "node_modules");

    private NodeModules() {}

    /** The directory that holds a directory for each package, this one's among them. */
    public static Path directoryWith(String name) {
        if (!present(name)) {
            throw new AssertionError("no npm package " + name + " in " + DIRECTORY);
        }
        return DIRECTORY;
    }

    static boolean present(String name) {
        return Files.isRegularFile(DIRECTORY.resolve(name).resolve("package.json"));
    }
}
