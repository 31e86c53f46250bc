package org.portcullis.appliance.config;

import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.StreamLimits;

/**
 * The {@code transport} section.
 *
 * @param io the system interface under the event loops
 * @param loops how many event loops, each a thread, do all signalling and media
 */
public record TransportSettings(IoEngine io, int loops, StreamLimits streams) {}
