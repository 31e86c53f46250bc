/**
 * From bytes to messages that may be acted on: parser, stream framer, their limits, the sanity
 * checks behind them, and the answer to a request that does not pass.
 *
 * <p>Not here: messages and header values themselves, and writing them ({@code message}); sockets
 * ({@code transport}).
 */
@NullMarked
package org.portcullis.core.codec;

import org.jspecify.annotations.NullMarked;
