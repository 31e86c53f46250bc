/**
 * Digest authentication (RFC 7616, RFC 8760): users that prove to us who they are, and the accounts
 * with which we prove it to trunks.
 *
 * <p>Not here: when a request is challenged or sent once more (core); bans ({@code ban}).
 */
@NullMarked
package org.portcullis.security.digest;

import org.jspecify.annotations.NullMarked;
