/**
 * TLS contexts of the realms: certificates and keys from files, the right one by name, the check of
 * peers, new files taken without a restart.
 *
 * <p>Not here: connections and handshakes ({@code core.transport}, through {@link
 * org.portcullis.core.transport.TlsEngines}), the limits on them.
 */
@NullMarked
package org.portcullis.security.tls;

import org.jspecify.annotations.NullMarked;
