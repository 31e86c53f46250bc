/**
 * Destinations and sets of them: the order in which a call tries them, and failover from one to the
 * next.
 *
 * <p>Not here: which call goes to which set ({@code route}), when a destination counts as up
 * ({@code probe}).
 */
@NullMarked
package org.portcullis.routing.dispatch;

import org.jspecify.annotations.NullMarked;
