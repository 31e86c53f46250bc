package org.portcullis.appliance.admin;

/**
 * Who answers.
 *
 * @param node the {@code node} of the configuration
 * @param startedAtMillis since the epoch
 */
public record Identity(String node, String version, long startedAtMillis) {}
