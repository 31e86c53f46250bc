/**
 * The sockets behind {@code transport}: listeners, datagrams, connections with their TLS and
 * WebSocket, and what is counted and limited of them.
 *
 * <p>Not here: what the rest of the box sees of a peer ({@code transport}), certificates (the
 * security module, behind {@link org.portcullis.core.transport.TlsEngines}).
 */
@NullMarked
package org.portcullis.core.transport.socket;

import org.jspecify.annotations.NullMarked;
