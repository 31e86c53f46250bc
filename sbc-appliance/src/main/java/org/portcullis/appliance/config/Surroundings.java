package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file's values may point at outside of it.
 *
 * @param directory of the file, for relative paths in it
 * @param environment the value of a variable, null if it is not set
 */
record Surroundings(Path directory, Function<String, @Nullable String> environment) {}
