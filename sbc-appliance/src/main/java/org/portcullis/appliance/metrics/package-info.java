/**
 * Metrics: every figure of the box and its JVM as one Prometheus page.
 *
 * <p>Not here: the figures. Each is declared where it is counted, in {@code Counters}.
 */
@NullMarked
package org.portcullis.appliance.metrics;

import org.jspecify.annotations.NullMarked;
