/**
 * From a configured URI to a transport address (RFC 3263): addresses written as numbers, and what
 * to make of a failure.
 *
 * <p>Not here: which peer a call goes to ({@code route}), nor which of its destinations ({@code
 * dispatch}).
 */
@NullMarked
package org.portcullis.routing.resolve;

import org.jspecify.annotations.NullMarked;
