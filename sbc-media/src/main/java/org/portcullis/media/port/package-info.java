/**
 * Addresses, ports and sockets of media: the range of a realm, the pairs taken from it, the UDP
 * sockets on a loop.
 *
 * <p>Not here: what a packet is and where it goes.
 */
@NullMarked
package org.portcullis.media.port;

import org.jspecify.annotations.NullMarked;
