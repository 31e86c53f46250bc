package org.portcullis.appliance.config;

/**
 * Where something stands in a file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 * @param path the keys that lead there, {@code realms.outside.listen[0]}; empty for the file itself
 */
record Place(String file, int line, int column, String path) {

    /** The place of {@code key} under this one, before it is known to be written anywhere. */
    Place child(String key) {
        return childAt(line, column, key);
    }

    Place childAt(int line, int column, String key) {
        return new Place(file, line, column, path.isEmpty() ? key : path + '.' + key);
    }

    Place itemAt(int line, int column, int index) {
        return new Place(file, line, column, path + '[' + index + ']');
    }

    Place movedTo(int line, int column) {
        return new Place(file, line, column, path);
    }

    /** The last key of the path: the name, where this is an entry of a map by name. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
