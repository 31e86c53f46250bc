package org.portcullis.appliance.log;

/** The {@code log} section. */
public record LogSettings(Format format, Level level) {
    public static final LogSettings DEFAULT = new LogSettings(Format.TEXT, Level.INFO);

    /** What a line looks like. */
    public enum Format {
        TEXT,
        JSON
    }

    /** What is logged: this and everything more serious. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
