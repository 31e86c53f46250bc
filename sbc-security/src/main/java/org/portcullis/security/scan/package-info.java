/**
 * What only scanners send: a list of texts, shipped and own, and one pass over a request that finds
 * any of them.
 *
 * <p>Not here: what becomes of who sent it (admission, ban).
 */
@NullMarked
package org.portcullis.security.scan;

import org.jspecify.annotations.NullMarked;
