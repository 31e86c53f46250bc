/**
 * Honest calls through the running box while it is flooded: what {@code sbc bench flood} runs.
 * Sends to loopback addresses only.
 */
@NullMarked
package org.portcullis.benchmarks.flood;

import org.jspecify.annotations.NullMarked;
