/**
 * Trunks: peers of their own, such as carriers, how their requests are recognised and where
 * requests to them go.
 *
 * <p>Not here: farms of equal destinations ({@code dispatch}), limits of calls (the security
 * module).
 */
@NullMarked
package org.portcullis.routing.trunk;

import org.jspecify.annotations.NullMarked;
