package org.portcullis.appliance.config;

import org.portcullis.core.runtime.IoEngine;

/**
 * The event loops that do all signalling and media.
 *
 * @param io the system interface under them
 * @param loops how many, each a thread
 */
public record LoopSettings(IoEngine io, int loops) {}
