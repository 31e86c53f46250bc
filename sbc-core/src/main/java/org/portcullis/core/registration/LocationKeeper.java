package org.portcullis.core.registration;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The port to what keeps registrations over a restart. Any thread. */
@FunctionalInterface
public interface LocationKeeper {

    /**
     * Keeps changes, after those that it was given before.
     *
     * @return true once a restart would find them; false if it might not. In bounded time, on
     *     whatever thread, and never exceptionally
     */
    CompletionStage<Boolean> keep(List<Change> changes);

    /** What becomes of a location. */
    sealed interface Change {}

    /** It is new, or another than it was. */
    record Put(Location location) implements Change {}

    /** It is no more, if it ever was. */
    record Drop(String id) implements Change {}
}
