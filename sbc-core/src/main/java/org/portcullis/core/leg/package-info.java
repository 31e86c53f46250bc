/**
 * One side of a call: a user agent with its dialog, its session timer, the requests and responses
 * of its own and the extensions that it speaks.
 *
 * <p>Not here: what joins two legs ({@code call}), who is called ({@code dial}), dialog identifiers
 * and route sets ({@code dialog}).
 */
@NullMarked
package org.portcullis.core.leg;

import org.jspecify.annotations.NullMarked;
