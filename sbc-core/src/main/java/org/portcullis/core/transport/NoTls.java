package org.portcullis.core.transport;

import java.util.List;
import javax.net.ssl.SSLEngine;

/** For realms without TLS, where nobody asks for an engine. */
enum NoTls implements TlsEngines {
    INSTANCE;

    @Override
    public SSLEngine accepting() {
        throw new IllegalStateException("the realm has no TLS");
    }

    @Override
    public SSLEngine connecting(String name, int port) {
        throw new IllegalStateException("the realm has no TLS");
    }

    @Override
    public List<String> peerNames(SSLEngine engine) {
        return List.of();
    }
}
