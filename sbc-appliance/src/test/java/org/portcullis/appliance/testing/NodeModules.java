package org.portcullis.appliance.testing;

import java.nio.file.Path;

/** Where {@code ./sbc test} installs the npm packages of {@code src/test/npm}. */
public final class NodeModules {
    private static final Path DIRECTORY = Path.of("target", "npm", "node_modules");

    private NodeModules() {}

    /** The directory that holds a directory for each package. */
    public static Path directory() {
        return DIRECTORY;
    }

    static Path manifest(String name) {
        return DIRECTORY.resolve(name).resolve("package.json");
    }
}
