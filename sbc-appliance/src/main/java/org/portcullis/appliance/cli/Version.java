package org.portcullis.appliance.cli;

import java.util.Optional;

/** The version that runs, as its jar tells it. */
public final class Version {
    private Version() {}

    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
