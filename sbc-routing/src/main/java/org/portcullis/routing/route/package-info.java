/**
 * Routes: who sent a request, and which peer it goes to.
 *
 * <p>Not here: which destination of that peer ({@code dispatch}), nor whether the request may enter
 * (the security module).
 */
@NullMarked
package org.portcullis.routing.route;

import org.jspecify.annotations.NullMarked;
