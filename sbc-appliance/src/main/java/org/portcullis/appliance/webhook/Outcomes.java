package org.portcullis.appliance.webhook;

import org.portcullis.core.runtime.Counter;

/**
 * What became of what was to be told: taken, given up after every attempt, or dropped because too
 * much was under way. Any thread.
 */
public record Outcomes(Counter delivered, Counter failed, Counter dropped) {}
