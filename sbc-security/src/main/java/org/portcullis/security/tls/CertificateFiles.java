package org.portcullis.security.tls;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Where one of our certificates lies.
 *
 * @param chain PEM: our certificate, then those that sign it in turn
 * @param key PEM: its private key
 */
public record CertificateFiles(Path chain, Path key) {

    /**
     * Reads both files to see whether they would do. Blocks, as all of these do.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected, as all
     *     of these do
     */
    public void check(Instant now) {
        var _ = Credential.read(this, now);
    }

    /** Reads the chain alone. */
    public static void checkChain(Path chain, Instant now) {
        Credential.requireValid(chain, PemFile.certificates(chain).getFirst(), now);
    }

    /** Reads the key alone. */
    public static void checkKey(Path key) {
        var _ = PemFile.key(key);
    }

    /** Reads a file of authorities. */
    public static void checkAuthorities(Path authorities) {
        var _ = PemFile.certificates(authorities);
    }
}
