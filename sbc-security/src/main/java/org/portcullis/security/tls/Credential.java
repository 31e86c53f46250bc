package org.portcullis.security.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * A certificate of ours with the chain below it and its key, as its files held them.
 *
 * @param chain our certificate, then those that sign it in turn
 * @param names what it is for, in lower case
 */
record Credential(
        CertificateFiles files, List<X509Certificate> chain, PrivateKey key, List<String> names) {

    private static final byte[] PROBE = {1, 2, 3};

    Credential {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    /**
     * Reads both files and checks that they belong together and hold now. Blocks.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    static Credential read(CertificateFiles files, Instant now) {
        List<X509Certificate> chain = PemFile.certificates(files.chain());
        PrivateKey key = PemFile.key(files.key());
        X509Certificate own = chain.getFirst();
        requireValid(files.chain(), own, now);
        if (!belongs(key, own.getPublicKey())) {
            throw new IllegalArgumentException(
                    files.key()
                            + ": the key of another certificate (expected: that of the first in "
                            + files.chain()
                            + ')');
        }
        return new Credential(files, chain, key, PeerNames.of(own));
    }

    /** When it ends to be valid, in seconds since 1970. */
    long expirySeconds() {
        return chain.getFirst().getNotAfter().toInstant().getEpochSecond();
    }

    /** The kind of its key as the JDK's key managers name it. */
    String keyType() {
        return chain.getFirst().getPublicKey().getAlgorithm();
    }

    static void requireValid(Path file, X509Certificate own, Instant now) {
        try {
            own.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new IllegalArgumentException(
                    file
                            + ": expired "
                            + own.getNotAfter().toInstant()
                            + " (expected: a certificate that is valid)",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new IllegalArgumentException(
                    file
                            + ": not valid before "
                            + own.getNotBefore().toInstant()
                            + " (expected: a certificate that is valid)",
                    e);
        }
    }

    private static boolean belongs(PrivateKey key, PublicKey certified) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm(); // Ed25519 and its like sign by their own name
                };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(PROBE);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false; // keys of two kinds, or of one that does not sign
        }
    }
}
