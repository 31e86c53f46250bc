package org.portcullis.security.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for tests, into files. */
final class Authority {
    /** The JDK itself goes by the true time: what is valid is so for long. */
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration LONG = Duration.ofDays(36_500);

    private static final AtomicInteger serial = new AtomicInteger(1);

    private final Path directory;
    private final KeyPair keys = keys("EC");
    private final X500Principal name;
    private final X509Certificate certificate;

    Authority(Path directory, String name) {
        this.directory = directory;
        this.name = new X500Principal("CN=" + name);
        this.certificate = sign(this.name, keys, NOW.minusSeconds(60), LONG, true);
        write(directory.resolve(name + ".pem"), certificate);
    }

    Path file() {
        return directory.resolve(name.getName().substring(3) + ".pem");
    }

    /**
     * Issues a certificate that is valid.
     *
     * @param algorithm of its key: {@code EC} or {@code RSA}
     * @param names alternative names, {@code dns:}, {@code ip:} or {@code uri:} before each
     */
    CertificateFiles issue(String file, String algorithm, String... names) {
        return issue(file, algorithm, NOW.minusSeconds(60), LONG, names);
    }

    CertificateFiles issue(
            String file, String algorithm, Instant from, Duration length, String... names) {
        KeyPair own = keys(algorithm);
        X509Certificate signed =
                sign(new X500Principal("CN=" + file + ".cn"), own, from, length, false, names);
        Path chain = directory.resolve(file + ".pem");
        Path key = directory.resolve(file + ".key");
        write(chain, signed);
        try {
            write(key, new JcaPKCS8Generator(own.getPrivate(), null));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new CertificateFiles(chain, key);
    }

    private X509Certificate sign(
            X500Principal subject,
            KeyPair own,
            Instant from,
            Duration length,
            boolean authority,
            String... names) {
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(serial.getAndIncrement()),
                            Date.from(from),
                            Date.from(from.plus(length)),
                            subject,
                            own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                GeneralName[] general =
                        Stream.of(names).map(Authority::general).toArray(GeneralName[]::new);
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(general));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static GeneralName general(String text) {
        int colon = text.indexOf(':');
        int kind =
                switch (text.substring(0, colon)) {
                    case "dns" -> GeneralName.dNSName;
                    case "ip" -> GeneralName.iPAddress;
                    default -> GeneralName.uniformResourceIdentifier;
                };
        return new GeneralName(kind, text.substring(colon + 1));
    }

    static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static void write(Path file, Object content) {
        StringWriter text = new StringWriter();
        try {
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                writer.writeObject(content);
            }
            Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
