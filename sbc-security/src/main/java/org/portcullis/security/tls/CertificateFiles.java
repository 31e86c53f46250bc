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
     * Reads both files to see whether they would do. Blocks.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    public void check(Instant now) {
        var _ = Credential.read(this, now);
    }
}
