/**
 * Flood detection: Kamailio's pike tree, and the one instance of it that all loops share.
 *
 * <p>Not here: what becomes of a blocked source beyond the packet in hand (bans), and limits of
 * calls (admission).
 */
@NullMarked
package org.portcullis.security.flood;

import org.jspecify.annotations.NullMarked;
