package org.portcullis.core.transport.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.portcullis.core.transport.TlsEngines;

/** Both ends of TLS with one certificate that trusts itself, for 127.0.0.1, ::1 and box.example. */
final class TestTls implements TlsEngines {
    private static final char[] PASSWORD = "password".toCharArray();

    private final SSLContext context;
    private final boolean askClients;

    private TestTls(SSLContext context, boolean askClients) {
        this.context = context;
        this.askClients = askClients;
    }

    /** Makes the certificate in {@code directory}. */
    static TestTls make(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "box",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=box.example",
                                "-ext",
                                "san=dns:box.example,ip:127.0.0.1,ip:::1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "password",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!keytool.waitFor(Box.PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new AssertionError("keytool failed");
        }
        return new TestTls(context(store), false);
    }

    private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("box", keys.getCertificate("box"));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    /** The same, but clients must show the certificate too. */
    TestTls askingClients() {
        return new TestTls(context, true);
    }

    @Override
    public SSLEngine accepting() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(askClients);
        return engine;
    }

    @Override
    public SSLEngine connecting(String name, int port) {
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public List<String> peerNames(SSLEngine engine) {
        try {
            return engine.getSession().getPeerCertificates().length > 0
                    ? List.of("box.example")
                    : List.of();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    SSLContext context() {
        return context;
    }

    TcpPeer connect(InetSocketAddress to) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(to.getAddress(), to.getPort());
        socket.startHandshake();
        return new TcpPeer(socket);
    }

    SSLServerSocket listen() throws IOException {
        return (SSLServerSocket)
                context.getServerSocketFactory()
                        .createServerSocket(0, 10, java.net.InetAddress.ofLiteral("127.0.0.1"));
    }
}
