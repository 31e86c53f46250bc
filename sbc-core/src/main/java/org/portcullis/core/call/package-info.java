/**
 * Calls: the back-to-back user agent, how a call is set up, changed and ended, its legs and their
 * offer/answer state.
 *
 * <p>Not here: who may call and where a call goes ({@code border}), the port to media ({@code
 * media}), requests outside calls ({@code agent}), transaction timers ({@code transaction}), dialog
 * identifiers and route sets ({@code dialog}), what headers may cross ({@code topology}).
 */
@NullMarked
package org.portcullis.core.call;

import org.jspecify.annotations.NullMarked;
