package org.portcullis.appliance.config;

import java.time.Duration;

/**
 * The {@code shutdown} section.
 *
 * @param drain how long calls may go on once the box was told to stop; no new ones are taken
 * @param hangup how long their ends may take after that: BYE on both legs and the answers
 */
public record ShutdownSettings(Duration drain, Duration hangup) {}
