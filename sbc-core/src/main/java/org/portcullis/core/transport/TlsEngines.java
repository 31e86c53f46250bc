package org.portcullis.core.transport;

import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * Makes the TLS ends of a realm's connections: the port to whoever keeps certificates and decides
 * whom to trust. Called on every loop; what it returns belongs to the loop that asked.
 */
public interface TlsEngines {

    /** For a realm without TLS, where nobody asks for an engine. */
    TlsEngines NONE = NoTls.INSTANCE;

    /** Our end of a connection that a peer has made. */
    SSLEngine accepting();

    /**
     * Our end of a connection that we make.
     *
     * @param name what the peer's certificate must be for: a domain name, or a literal address
     * @param port the peer's, by which a session is found again
     */
    SSLEngine connecting(String name, int port);

    /**
     * The names that the peer's certificate bears (RFC 5922 7.1), in lower case. Empty if it showed
     * none, or one that nobody has checked.
     *
     * @param engine one of this maker's, once its handshake is over
     */
    List<String> peerNames(SSLEngine engine);
}
