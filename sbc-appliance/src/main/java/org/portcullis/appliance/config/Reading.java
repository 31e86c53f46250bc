package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one reading of a file gathers beside the settings: problems, names, ports. */
final class Reading {
    private final Surroundings surroundings;
    private final Optional<Configuration> running;
    private final List<Problem> problems = new ArrayList<>();
    private final PortClaims ports = new PortClaims();

    Reading(Surroundings surroundings) {
        this(surroundings, Optional.empty());
    }

    /**
     * @param running what the box runs with that is to take the file into use, if one does
     */
    Reading(Surroundings surroundings, Optional<Configuration> running) {
        this.surroundings = surroundings;
        this.running = running;
    }

    Optional<Configuration> running() {
        return running;
    }

    /**
     * A reading of nothing, whose problems nobody hears of: it gives examples and tells the keys.
     */
    static Reading ofNothing() {
        return new Reading(new Surroundings(Path.of(""), Map.<String, String>of()::get));
    }

    Surroundings surroundings() {
        return surroundings;
    }

    PortClaims ports() {
        return ports;
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    void problem(Place place, String what, String expected) {
        problem(new Problem(place, what + " (expected: " + expected + ')'));
    }

    int problemCount() {
        return problems.size();
    }

    /** Whether the value there is not the one that was written, for it was wrong. */
    boolean wrongAt(Place place) {
        return problems.stream().anyMatch(p -> p.place().equals(place));
    }

    /**
     * Compares what only the whole file can tell, and gives every problem in the order of lines.
     */
    List<Problem> finish() {
        ports.check(this::problem);
        problems.sort(Problem.BY_PLACE);
        return List.copyOf(problems);
    }
}
