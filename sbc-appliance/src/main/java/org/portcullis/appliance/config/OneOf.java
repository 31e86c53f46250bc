package org.portcullis.appliance.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A section with exactly one key, which says what kind of value it holds: {@code { trunk: carrier-a
 * }}.
 */
record OneOf<T>(List<Choice<? extends T>> choices) implements Form<T> {

    @Override
    public T read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
            return refuse(node, reading);
        }
        Optional<T> value = Optional.empty();
        String taken = "";
        for (Node.Entry entry : mapping.entries()) {
            Optional<Choice<? extends T>> choice = choice(entry.key());
            if (choice.isEmpty()) {
                reading.problem(
                        entry.place(), "unknown key", Expectation.oneOf(entry.key(), names(), ""));
            } else if (value.isPresent()) {
                reading.problem(entry.place(), "stands beside " + taken, expected());
            } else {
                value = Optional.of(choice.get().form().read(entry.value(), reading));
                taken = entry.key();
            }
        }
        return value.orElseGet(this::example);
    }

    @Override
    public T example() {
        return choices.getFirst().form().example();
    }

    @Override
    public String expected() {
        return choices.size() == 1
                ? choices.getFirst().name()
                : "one of " + String.join(", ", names());
    }

    private List<String> names() {
        return choices.stream().map(Choice::name).collect(Collectors.toList());
    }

    private Optional<Choice<? extends T>> choice(String name) {
        for (Choice<? extends T> choice : choices) {
            if (choice.name().equals(name)) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }

    /** One key that may stand there. */
    record Choice<T>(String name, Form<T> form, String help) {}
}
