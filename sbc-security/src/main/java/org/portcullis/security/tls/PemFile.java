package org.portcullis.security.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads PEM files (RFC 7468). Blocks. */
final class PemFile {
    private static final String CERTIFICATES = "a file of PEM certificates";
    private static final String KEY = "a file with an unencrypted PEM private key";

    /** No chain and no list of authorities is as large. */
    private static final long MAX_BYTES = 4 << 20;

    private PemFile() {}

    /**
     * The certificates in {@code file}, in its order; at least one.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text(file, CERTIFICATES)))) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject each = reader.readPemObject();
                    each != null;
                    each = reader.readPemObject()) {
                if (each.getType().endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate)
                                    factory.generateCertificate(
                                            new ByteArrayInputStream(each.getContent())));
                }
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw e instanceof IllegalArgumentException known ? known : bad(file, e, CERTIFICATES);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": no certificate in it (expected: " + CERTIFICATES + ')');
        }
        return List.copyOf(certificates);
    }

    /**
     * The first private key in {@code file}: PKCS #8, PKCS #1 or SEC 1.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    static PrivateKey key(Path file) {
        try (PEMParser parser = new PEMParser(new StringReader(text(file, KEY)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (each instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof IllegalArgumentException known ? known : bad(file, e, KEY);
        }
        throw new IllegalArgumentException(file + ": no private key in it (expected: " + KEY + ')');
    }

    private static String text(Path file, String expected) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        file + ": too large (expected: " + expected + ')');
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    file + ": no such file (expected: " + expected + ')', e);
        } catch (IOException e) {
            throw bad(file, e, expected);
        }
    }

    private static IllegalArgumentException bad(Path file, Exception cause, String expected) {
        return new IllegalArgumentException(
                file + ": cannot be read: " + cause.getMessage() + " (expected: " + expected + ')',
                cause);
    }
}
