package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.portcullis.security.tls.CertificateFiles;
import org.portcullis.security.tls.TlsSettings;
import org.portcullis.security.tls.TlsSettings.ClientCertificates;
import org.portcullis.security.tls.TlsSettings.TlsVersion;

/** Reads the {@code tls} section of a realm, and the files that it names. */
final class TlsReader {
    static final Nested<TlsSettings> FORM = new Nested<>(TlsReader::read);

    private static final Path EXAMPLE = Path.of("file.pem");
    private static final FileOf<Path> CHAIN =
            file(
                    "PEM certificates: ours, then those that sign it in turn",
                    chain -> CertificateFiles.checkChain(chain, Instant.now()));
    private static final FileOf<Path> KEY =
            file("an unencrypted PEM private key", CertificateFiles::checkKey);
    private static final FileOf<Path> AUTHORITIES =
            file("PEM certificates of authorities", CertificateFiles::checkAuthorities);

    private TlsReader() {}

    private static TlsSettings read(Section s) {
        return new TlsSettings(
                s.required(
                        "certificates",
                        new Items<>(new Nested<>(TlsReader::certificate), 1),
                        "Ours. A peer that asks for a name (SNI) is shown the one that bears it,"
                                + " or a wildcard for it; any other the first. Changed files are"
                                + " taken while the box runs."),
                s.value(
                        "client-certificates",
                        Types.choice(ClientCertificates.class),
                        "none",
                        "Whether peers that connect are asked for a certificate: `none`,"
                                + " `optional` (who has none is let in), `required`. One that"
                                + " `ca` has not signed is always refused."),
                s.optional(
                        "ca",
                        AUTHORITIES,
                        "The authorities whose signature on a peer's certificate counts. Needed"
                                + " for client certificates; peers that we connect to are checked"
                                + " against the system's by default."),
                s.value(
                        "verify",
                        Types.truth(),
                        "true",
                        "Whether a peer that we connect to must show a certificate that is signed"
                                + " and for its name: the `tls-name` of the trunk or destination,"
                                + " else its address. `false` is for tests."),
                s.list(
                        "versions",
                        Types.choice(List.of(TlsVersion.values()), TlsVersion::label),
                        List.of("tls1.2", "tls1.3"),
                        "The versions of TLS that are spoken."));
    }

    private static CertificateFiles certificate(Section s) {
        CertificateFiles files =
                new CertificateFiles(
                        s.required("chain", CHAIN, "Our certificate and what signs it, PEM."),
                        s.required("key", KEY, "Its private key, PEM."));
        if (!files.chain().equals(EXAMPLE) && !files.key().equals(EXAMPLE)) {
            files.check(Instant.now());
        }
        return files;
    }

    private static FileOf<Path> file(String content, Consumer<Path> check) {
        return new FileOf<>(
                content,
                EXAMPLE,
                (path, problems) -> {
                    try {
                        check.accept(path);
                        return path;
                    } catch (IllegalArgumentException e) {
                        problems.accept(String.valueOf(e.getMessage()));
                        return EXAMPLE;
                    }
                });
    }
}
