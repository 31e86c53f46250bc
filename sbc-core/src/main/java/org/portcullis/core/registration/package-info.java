/**
 * Registrations that phones have made through the box: what a REGISTER asks for, and the bindings
 * of one loop, each with the flow to its phone and the token it is known by on the other side.
 *
 * <p>Not here: the relay of the REGISTER itself ({@code agent}).
 */
@NullMarked
package org.portcullis.core.registration;

import org.jspecify.annotations.NullMarked;
