package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.Optional;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.security.fraud.FraudSettings;

/**
 * Fraud.
 *
 * @param settings what is looked for
 * @param file where counts and blocks are kept; empty for nowhere
 * @param webhook what is told of it
 */
public record FraudConfiguration(
        FraudSettings settings, Optional<Path> file, Optional<Hook> webhook) {}
