/**
 * Emergency calls: which they are, and the way they go ahead of every other route.
 *
 * <p>Not here: letting them past limits (the security module), telling people of them (the
 * appliance).
 */
@NullMarked
package org.portcullis.routing.emergency;

import org.jspecify.annotations.NullMarked;
