package org.portcullis.appliance.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the admin server has the configuration read anew. */
public interface Reloading {

    /** What a box without a file says. */
    Reloading NONE =
            by ->
                    CompletableFuture.completedStage(
                            new Refused(
                                    List.of(
                                            "no configuration file (expected: a box that was"
                                                    + " started with one)")));

    /**
     * Any thread may ask; one reload follows another. The stage may complete on any thread.
     *
     * @param by who asks, for the log
     */
    CompletionStage<Result> reload(String by);

    /** What came of it. */
    sealed interface Result {}

    /** The box runs with what the file says. */
    record Done() implements Result {}

    /**
     * Nothing has changed.
     *
     * @param problems one line each, with place, value and what was expected
     */
    record Refused(List<String> problems) implements Result {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
