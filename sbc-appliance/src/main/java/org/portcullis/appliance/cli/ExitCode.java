package org.portcullis.appliance.cli;

/** What the process tells whoever started it; the numbers are those of {@code sysexits.h}. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILURE = 1;

    /** Bad configuration or usage. */
    public static final int USAGE = 64;

    /** An address could not be bound. */
    public static final int UNAVAILABLE = 69;

    private ExitCode() {}
}
