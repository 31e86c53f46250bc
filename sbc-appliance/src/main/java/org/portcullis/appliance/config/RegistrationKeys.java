package org.portcullis.appliance.config;

import java.time.Duration;

/**
 * The {@code registration} section: phones that register through the box.
 *
 * @param keepAlive how often one behind a NAT is asked whether it is there; zero for never
 */
public record RegistrationKeys(Duration keepAlive) {}
