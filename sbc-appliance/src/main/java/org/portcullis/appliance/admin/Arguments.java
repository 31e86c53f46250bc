package org.portcullis.appliance.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one request, each as its {@link Field} wants it. */
public final class Arguments {
    private final Map<Field<?>, Object> values = new HashMap<>();
    private final Caller caller;

    private Arguments(Caller caller) {
        this.caller = caller;
    }

    /** What comes of reading a request. */
    sealed interface Outcome {}

    record Read(Arguments arguments) implements Outcome {}

    record Wrong(List<String> problems) implements Outcome {}

    /**
     * @param texts the values as they were sent
     */
    static Outcome read(
            Operation operation, Map<Field.In, Map<String, String>> texts, Caller caller) {
        Arguments arguments = new Arguments(caller);
        List<String> problems = new ArrayList<>();
        for (Field<?> field : operation.fields()) {
            String text = texts.getOrDefault(field.in(), Map.of()).get(field.name());
            arguments.take(field, text).ifPresent(problems::add);
        }
        texts.forEach(
                (in, given) ->
                        given.keySet().stream()
                                .filter(
                                        name ->
                                                operation.fields().stream()
                                                        .noneMatch(
                                                                f ->
                                                                        f.in() == in
                                                                                && f.name()
                                                                                        .equals(
                                                                                                name)))
                                .forEach(
                                        name ->
                                                problems.add(
                                                        name
                                                                + ": unknown (expected: "
                                                                + known(operation, in)
                                                                + ')')));
        return problems.isEmpty() ? new Read(arguments) : new Wrong(problems);
    }

    private static String known(Operation operation, Field.In in) {
        List<String> names =
                operation.fields().stream().filter(f -> f.in() == in).map(Field::name).toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private Optional<String> take(Field<?> field, @Nullable String text) {
        if (text == null) {
            return field.required()
                    ? Optional.of(field.name() + ": missing (expected: " + field.expected() + ')')
                    : Optional.empty();
        }
        Optional<?> value = field.parser().apply(text);
        value.ifPresent(its -> values.put(field, its));
        return value.isPresent()
                ? Optional.empty()
                : Optional.of(field.name() + ": " + text + " (expected: " + field.expected() + ')');
    }

    /** The value of a field that every request has. */
    public <T> T get(Field<T> field) {
        return find(field).orElseThrow(() -> new IllegalArgumentException(field.name()));
    }

    /** The value of a field, if the request has it. */
    @SuppressWarnings("unchecked") // the field's own parser made the value
    public <T> Optional<T> find(Field<T> field) {
        return Optional.ofNullable((T) values.get(field));
    }

    /** Who asks, for the log: how he has shown who he is, and from where. */
    public String by() {
        return Gatekeeper.name(caller);
    }

    Caller caller() {
        return caller;
    }
}
