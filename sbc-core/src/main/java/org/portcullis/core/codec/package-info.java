/**
 * From bytes to messages: parser, stream framer, their limits, and the answer to a request that
 * cannot be parsed.
 *
 * <p>Not here: messages and header values themselves, and writing them ({@code message}); sockets
 * ({@code transport}).
 */
@NullMarked
package org.portcullis.core.codec;

import org.jspecify.annotations.NullMarked;
