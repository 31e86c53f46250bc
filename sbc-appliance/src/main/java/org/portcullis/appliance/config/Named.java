package org.portcullis.appliance.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A map by name, in the order of the file; other sections can refer to the names.
 *
 * @param least how many there are at least
 */
record Named<T>(Form<T> item, int least) implements Form<SequencedMap<String, T>> {
    /** Names label metrics and log lines and stand in paths. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}";

    static final String EXPECTED = "a name of letters, digits, - and _, at most 63";

    @Override
    public SequencedMap<String, T> read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            return refuse(node, reading);
        }
        if (mapping.entries().size() < least) {
            return refuse(node, reading);
        }
        SequencedMap<String, T> values = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            if (!entry.key().matches(PATTERN)) {
                reading.problem(entry.place(), entry.key(), EXPECTED);
            }
            values.put(entry.key(), item.read(entry.value(), reading));
        }
        return Collections.unmodifiableSequencedMap(values);
    }

    @Override
    public SequencedMap<String, T> example() {
        return Collections.unmodifiableSequencedMap(
                new LinkedHashMap<>(Map.of("example", item.example())));
    }

    @Override
    public String expected() {
        return "names, each with " + item.expected();
    }
}
