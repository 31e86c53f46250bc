/**
 * Calls: the back-to-back user agent, its legs and their offer/answer state, and the ports through
 * which a call reaches routing, admission and media.
 *
 * <p>Not here: transaction timers ({@code transaction}), dialog identifiers and route sets ({@code
 * dialog}), what headers may cross ({@code topology}).
 */
@NullMarked
package org.portcullis.core.call;

import org.jspecify.annotations.NullMarked;
