package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.security.fraud.FraudSettings;

/**
 * Fraud.
 *
 * @param settings what is looked for
 * @param webhook what is told of it
 */
public record FraudConfiguration(FraudSettings settings, Optional<Hook> webhook) {}
