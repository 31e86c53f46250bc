/**
 * Calls: the back-to-back user agent, how two legs are brought together, and how a call is changed,
 * transferred and ended.
 *
 * <p>Not here: one leg by itself ({@code leg}), who is called in which order ({@code dial}), who
 * may call and where a call goes ({@code border}), the port to media ({@code media}), requests
 * outside calls ({@code agent}), transaction timers ({@code transaction}), dialog identifiers and
 * route sets ({@code dialog}), what headers may cross ({@code topology}).
 */
@NullMarked
package org.portcullis.core.call;

import org.jspecify.annotations.NullMarked;
