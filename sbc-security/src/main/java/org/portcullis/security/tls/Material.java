package org.portcullis.security.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a realm held when they were read, as contexts for both directions. Immutable
 * but for the sessions that a context remembers.
 */
record Material(List<Credential> credentials, SSLContext accepting, SSLContext connecting) {
    /** Sessions that may be resumed, of each context. */
    private static final int SESSIONS = 20_000;

    private static final int SESSION_SECONDS = 3_600;

    /**
     * Reads the files. Blocks.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    static Material read(TlsSettings settings, Instant now) {
        List<Credential> credentials =
                settings.certificates().stream().map(files -> Credential.read(files, now)).toList();
        NamedKeyManager own = new NamedKeyManager(credentials);
        TrustManager[] listed = settings.authorities().map(Material::trusting).orElse(null);
        try {
            return new Material(
                    credentials,
                    context(own, listed == null ? new TrustManager[] {new TrustNobody()} : listed),
                    context(
                            own,
                            settings.verify() ? listed : new TrustManager[] {new TrustAnybody()}));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    /**
     * @param others null for the system's authorities
     */
    private static SSLContext context(NamedKeyManager own, TrustManager @Nullable [] others)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {own}, others, null);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionCacheSize(SESSIONS);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static TrustManager[] trusting(Path authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            for (X509Certificate each : PemFile.certificates(authorities)) {
                store.setCertificateEntry(Integer.toString(i++), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    authorities
                            + ": "
                            + e.getMessage()
                            + " (expected: certificates of authorities)",
                    e);
        }
    }
}
