/**
 * Bans: which sources, and which users from which sources, are not listened to for a while, where
 * that is kept over restarts, and how a packet filter is told.
 *
 * <p>Not here: who is banned for what (flood, scan, digest decide that).
 */
@NullMarked
package org.portcullis.security.ban;

import org.jspecify.annotations.NullMarked;
