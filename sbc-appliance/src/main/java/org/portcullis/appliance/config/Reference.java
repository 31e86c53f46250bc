package org.portcullis.appliance.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The name of something that another section defines; that section is read first, wherever it
 * stands in the file.
 *
 * @param section the key of that section
 * @param known what it defines
 * @param example stands in for a name that it does not define
 */
record Reference<T>(String section, Map<String, T> known, T example) implements Form<T> {

    /** One that is only a name. */
    static Reference<String> toName(String section, Set<String> names) {
        Map<String, String> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(name, name));
        return new Reference<>(section, known, "example");
    }

    @Override
    public T read(Node node, Reading reading) {
        if (!(node instanceof Node.Text text)) {
            return refuse(node, reading);
        }
        T meant = known.get(text.text());
        if (meant != null) {
            return meant;
        }
        reading.problem(
                node.place(),
                text.text() + ": no such name",
                Expectation.oneOf(text.text(), known.keySet(), expected()));
        return example;
    }

    @Override
    public String expected() {
        return "a name in " + section;
    }
}
