/**
 * Health of destinations: what calls and probes tell about each, and when to probe.
 *
 * <p>Not here: which of the healthy is chosen ({@code dispatch}), nor the transaction that carries
 * a probe (core).
 */
@NullMarked
package org.portcullis.routing.probe;

import org.jspecify.annotations.NullMarked;
