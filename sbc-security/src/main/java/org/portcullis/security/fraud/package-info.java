/**
 * Telling fraud from traffic: how much each source calls which numbers, against thresholds, and
 * which numbers are blocked at what time.
 *
 * <p>Not here: limits on all calls alike ({@code admission}), telling people (the appliance).
 */
@NullMarked
package org.portcullis.security.fraud;

import org.jspecify.annotations.NullMarked;
