/**
 * What the rest of the box sees of the transport: realms with their listen points, the flows that
 * name a peer, and the ports to whoever takes messages, refuses sources and keeps certificates.
 *
 * <p>Not here: the sockets themselves ({@code transport.socket}), the grammar of messages ({@code
 * codec}), retransmission ({@code transaction}), DNS ({@code routing.resolve}), who may speak (the
 * security module, behind {@link org.portcullis.core.transport.SourceFilter}).
 */
@NullMarked
package org.portcullis.core.transport;

import org.jspecify.annotations.NullMarked;
