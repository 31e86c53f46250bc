/**
 * Registration of the box with its carriers: when to register each line, with which of the
 * registrar's addresses, and whose line a request is for.
 *
 * <p>Not here: phones that register with or through the box ({@code registrar}, core), nor the
 * transaction that carries a REGISTER (core).
 */
@NullMarked
package org.portcullis.routing.register;

import org.jspecify.annotations.NullMarked;
