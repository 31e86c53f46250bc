package org.portcullis.routing.dispatch;

/** The members of a set as a pick sees them, in order of their priority, highest first. */
interface Members {

    int size();

    /** Whether it may be picked. */
    boolean usable(int member);

    /** Its share, 0 for none. */
    int weight(int member);

    int priority(int member);

    /** Calls that it has. */
    int calls(int member);

    /** How long it takes to answer, in milliseconds; 0 where nothing is known. */
    int latencyMillis(int member);

    /** By how many milliseconds it is slower than it mostly is; 0 where that does not count. */
    int excessMillis(int member);

    /** What tells it from others, wherever it stands. */
    long seed(int member);
}
