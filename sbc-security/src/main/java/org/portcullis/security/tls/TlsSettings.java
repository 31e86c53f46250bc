package org.portcullis.security.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TLS of one realm.
 *
 * @param certificates at least one; the first is shown to peers that ask for no name, or for one
 *     that no certificate bears
 * @param clients whether peers that connect show a certificate
 * @param authorities PEM file of those whose signature counts, for peers that connect and for those
 *     that we connect to; without it the system's, for the latter
 * @param verify whether the certificates of peers that we connect to are checked
 * @param versions that we speak
 */
public record TlsSettings(
        List<CertificateFiles> certificates,
        ClientCertificates clients,
        Optional<Path> authorities,
        boolean verify,
        List<TlsVersion> versions) {

    public TlsSettings {
        certificates = List.copyOf(certificates);
        versions = List.copyOf(versions);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("certificates: none (expected: at least one)");
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("versions: none (expected: at least one)");
        }
        if (clients != ClientCertificates.NONE && authorities.isEmpty()) {
            throw new IllegalArgumentException(
                    "ca: missing (expected: the authorities that sign the certificates of clients)");
        }
    }

    /** Whether a peer that connects is asked for a certificate. */
    public enum ClientCertificates {
        NONE,
        /** Asked; who has none is let in, who has a bad one is not. */
        OPTIONAL,
        REQUIRED
    }

    /** A version of TLS that is not broken. */
    public enum TlsVersion {
        V1_2("tls1.2"),
        V1_3("tls1.3");

        private final String label;

        TlsVersion(String label) {
            this.label = label;
        }

        /** As in the configuration. */
        public String label() {
            return label;
        }

        String jdkName() {
            return label.replace("tls", "TLSv");
        }
    }

    /** Every file that these settings name. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (CertificateFiles certificate : certificates) {
            files.add(certificate.chain());
            files.add(certificate.key());
        }
        authorities.ifPresent(files::add);
        return files;
    }
}
