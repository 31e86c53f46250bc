/**
 * Where a request goes next: trunks, routes, dispatchers, one package each below this one. Nothing
 * lives here directly, and nothing below here judges a source or touches media.
 */
@NullMarked
package org.portcullis.routing;

import org.jspecify.annotations.NullMarked;
