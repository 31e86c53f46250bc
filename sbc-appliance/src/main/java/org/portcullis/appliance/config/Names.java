package org.portcullis.appliance.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The names that the file defines and those that it refers to, compared when all of it is read. */
final class Names {
    private final Map<Kind, TreeSet<String>> defined = new EnumMap<>(Kind.class);
    private final List<Use> uses = new ArrayList<>();

    void define(Kind kind, String name) {
        defined.computeIfAbsent(kind, k -> new TreeSet<>()).add(name);
    }

    void refer(Kind kind, Place place, String name) {
        uses.add(new Use(kind, place, name));
    }

    void check(Consumer<Problem> problems) {
        for (Use use : uses) {
            TreeSet<String> names = defined.getOrDefault(use.kind(), new TreeSet<>());
            if (!names.contains(use.name())) {
                String expected = Expectation.oneOf(use.name(), names, "a name in " + use.kind().section());
                problems.accept(
                        new Problem(use.place(), use.name() + ": no such name (expected: " + expected + ')'));
            }
        }
    }

    private record Use(Kind kind, Place place, String name) {}
}
