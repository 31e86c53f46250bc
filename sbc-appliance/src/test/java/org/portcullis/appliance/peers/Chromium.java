package org.portcullis.appliance.peers;

import java.nio.file.Path;
import java.util.List;

/** Chromium without a window, which takes any certificate; its output has the page's console. */
final class Chromium {
    private Chromium() {}

    /**
     * Opens a page.
     *
     * @param directory where its profile and its output go
     */
    static Program open(Path directory, String url) {
        return Program.start(
                directory,
                "chromium",
                List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--ignore-certificate-errors",
                        "--enable-logging=stderr",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + directory.resolve("profile"),
                        url));
    }
}
