/**
 * How messages come in and go out: listen points of realms, UDP sockets, stream connections, the
 * flows that name a peer.
 *
 * <p>Not here: the grammar of messages ({@code codec}), retransmission ({@code transaction}), DNS
 * ({@code routing.resolve}), who may speak (the security module, behind {@link
 * org.portcullis.core.transport.SourceFilter}).
 */
@NullMarked
package org.portcullis.core.transport;

import org.jspecify.annotations.NullMarked;
