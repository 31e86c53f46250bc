package org.portcullis.appliance.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The files of the dashboard. */
public final class Dashboard {
    private Dashboard() {}

    /** Every file, read from beside this class. */
    public static List<File> files() {
        return List.of(
                load("/", "index.html", "text/html; charset=utf-8"),
                load("/dashboard.css", "dashboard.css", "text/css; charset=utf-8"),
                load("/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8"),
                load("/icon.svg", "icon.svg", "image/svg+xml"));
    }

    private static File load(String path, String name, String contentType) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": not built in");
            }
            return new File(path, contentType, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /**
     * One file.
     *
     * @param path where it is served
     */
    public record File(String path, String contentType, String content) {}
}
