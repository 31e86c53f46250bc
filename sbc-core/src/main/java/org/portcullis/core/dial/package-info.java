/**
 * Calling somebody: the destinations of a plan in their order, the forks that answer each, and the
 * choice of the final response (RFC 3261 16.6, 16.7).
 *
 * <p>Not here: where a call may go ({@code border}), what its caller is told of it ({@code call}).
 */
@NullMarked
package org.portcullis.core.dial;

import org.jspecify.annotations.NullMarked;
