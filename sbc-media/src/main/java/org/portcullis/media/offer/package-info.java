/**
 * Offer and answer (RFC 3264): what a description asks for, and how it reads on the other leg.
 *
 * <p>Descriptions in, descriptions out. Not here: ports taken, sockets, packets.
 */
@NullMarked
package org.portcullis.media.offer;

import org.jspecify.annotations.NullMarked;
