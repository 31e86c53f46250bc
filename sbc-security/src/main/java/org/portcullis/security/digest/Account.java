package org.portcullis.security.digest;

import io.netty.util.AsciiString;

/**
 * Who we are to a peer, in one of its digest realms.
 *
 * @param realm the digest realm; challenges for another are not answered
 * @param reuse whether credentials go into later requests before they are asked for
 */
public record Account(String realm, String username, String password, boolean reuse) {
    public Account {
        if (realm.isEmpty() || username.isEmpty() || password.isEmpty()) {
            throw new IllegalArgumentException(
                    "auth: an empty value (expected: a realm, a username and a password)");
        }
    }

    AsciiString secret(Algorithm algorithm) {
        return Digest.secret(algorithm, username, realm, password);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return username + " in " + realm;
    }
}
