package org.portcullis.appliance.config;

import java.time.Duration;
import java.util.Optional;
import org.portcullis.core.registration.RegistrarSettings;
import org.portcullis.core.sql.DatabaseSettings;

/**
 * The {@code registration} section: phones that register through the box, or with it.
 *
 * @param keepAlive how often one behind a NAT is asked whether it is there; zero for never
 * @param local where the box is the registrar of its users
 */
public record RegistrationKeys(Duration keepAlive, Optional<Local> local) {

    /**
     * How it registers them, and where it keeps that.
     *
     * @param store for writing, over one connection
     */
    public record Local(RegistrarSettings settings, DatabaseSettings store) {}
}
