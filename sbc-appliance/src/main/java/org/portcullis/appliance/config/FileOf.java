package org.portcullis.appliance.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The path of a file whose content is the value; relative to the directory of the file it is
 * written in.
 *
 * @param content a word for what is in it
 * @param loader reads the file and reports what is wrong in it, with its own lines
 */
record FileOf<T>(String content, T example, BiFunction<Path, Consumer<String>, T> loader)
        implements Form<T> {

    @Override
    public T read(Node node, Reading reading) {
        if (!(node instanceof Node.Text text) || text.text().isEmpty()) {
            return refuse(node, reading);
        }
        Path file;
        try {
            file = reading.surroundings().directory().resolve(text.text());
        } catch (InvalidPathException e) {
            return refuse(node, reading);
        }
        return loader.apply(file, what -> reading.problem(new Problem(node.place(), what)));
    }

    @Override
    public String expected() {
        return "the path of a file of " + content;
    }
}
