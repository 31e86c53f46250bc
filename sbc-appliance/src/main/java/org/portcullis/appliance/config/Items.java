package org.portcullis.appliance.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A list.
 *
 * @param least how many items there are at least
 */
record Items<T>(Form<T> item, int least) implements Form<List<T>> {

    @Override
    public List<T> read(Node node, Reading reading) {
        if (!(node instanceof Node.Sequence sequence)) {
            return refuse(node, reading);
        }
        if (sequence.items().size() < least) {
            reading.problem(node.place(), "an empty list", expected());
            return example();
        }
        List<T> values = new ArrayList<>(sequence.items().size());
        for (Node each : sequence.items()) {
            values.add(item.read(each, reading));
        }
        return List.copyOf(values);
    }

    @Override
    public List<T> example() {
        return List.of(item.example());
    }

    @Override
    public String expected() {
        return "a list, each item " + item.expected();
    }
}
