/**
 * What everything stands on: loops and their ownership, the timer wheel, identifiers that name
 * their owner, counters.
 *
 * <p>Not here: anything that knows SIP or RTP.
 */
@NullMarked
package org.portcullis.core.runtime;

import org.jspecify.annotations.NullMarked;
