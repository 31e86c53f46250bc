package org.portcullis.appliance.config;

import java.util.function.Function;

/** The name of something defined in another section. */
record Reference<T>(Kind kind, Function<String, T> make) implements Form<T> {

    static Reference<String> to(Kind kind) {
        return new Reference<>(kind, Function.identity());
    }

    @Override
    public T read(Node node, Reading reading) {
        if (!(node instanceof Node.Text text)) {
            return refuse(node, reading);
        }
        reading.names().refer(kind, node.place(), text.text());
        return make.apply(text.text());
    }

    @Override
    public T example() {
        return make.apply("example");
    }

    @Override
    public String expected() {
        return "a name in " + kind.section();
    }
}
