/**
 * The four transaction machines of RFC 3261 section 17 with RFC 6026 and RFC 4320, their keys and
 * tables, and the way from any loop to the owner of a message.
 *
 * <p>Not here: what a request means (the transaction user, {@code call}), sockets ({@code
 * transport}).
 */
@NullMarked
package org.portcullis.core.transaction;

import org.jspecify.annotations.NullMarked;
