/**
 * The relay: sessions, their streams, and the paths that packets take through them. Implements
 * core's media port.
 *
 * <p>Not here: sockets ({@code port}), the decision whose packets are whose ({@code latch}), SDP
 * ({@code offer}).
 */
@NullMarked
package org.portcullis.media.relay;

import org.jspecify.annotations.NullMarked;
