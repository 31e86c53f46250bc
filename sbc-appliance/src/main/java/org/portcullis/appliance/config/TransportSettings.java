package org.portcullis.appliance.config;

import java.time.Duration;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.StreamLimits;

/**
 * The {@code transport} section.
 *
 * @param io the system interface under the event loops
 * @param loops how many event loops, each a thread, do all signalling and media
 * @param certificateCheck time from one look at the certificate files to the next
 */
public record TransportSettings(
        IoEngine io, int loops, StreamLimits streams, Duration certificateCheck) {}
