package org.portcullis.security.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows each peer the certificate for the name that it asked for (RFC 6066 3): one that bears the
 * name, then one with a wildcard in place of its first label, then the first. Immutable.
 *
 * <p>An alias is the certificate's place in the list. Names may have an RSA and an EC certificate:
 * the JDK asks for one kind after the other.
 */
final class NamedKeyManager extends X509ExtendedKeyManager {
    private final List<Credential> credentials;

    NamedKeyManager(List<Credential> credentials) {
        this.credentials = List.copyOf(credentials);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        List<Credential> fit = named(asked(engine));
        for (Credential credential : fit) {
            if (credential.keyType().equals(keyType)) {
                return Integer.toString(credentials.indexOf(credential));
            }
        }
        return null;
    }

    /** The certificates for {@code name}; where none is, those for the names of the first. */
    List<Credential> named(String name) {
        List<Credential> exact =
                credentials.stream().filter(c -> c.names().contains(name)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        String wildcard = '*' + name.substring(Math.max(0, name.indexOf('.')));
        List<Credential> wide =
                name.indexOf('.') < 0
                        ? List.of()
                        : credentials.stream().filter(c -> c.names().contains(wildcard)).toList();
        if (!wide.isEmpty()) {
            return wide;
        }
        List<String> first = credentials.getFirst().names();
        return credentials.stream().filter(c -> c.names().equals(first)).toList();
    }

    private static String asked(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (Credential credential : credentials) {
            if (Arrays.asList(keyTypes).contains(credential.keyType())) {
                return Integer.toString(credentials.indexOf(credential));
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return credential(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return credential(alias).key();
    }

    private Credential credential(String alias) {
        return credentials.get(Integer.parseInt(alias));
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return credentials.stream()
                .filter(c -> c.keyType().equals(keyType))
                .map(c -> Integer.toString(credentials.indexOf(c)))
                .toArray(String[]::new);
    }

    /** Only engines are made here. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    /** Only engines are made here. */
    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
