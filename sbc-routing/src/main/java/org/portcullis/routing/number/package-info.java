/**
 * Numbers: patterns of them, how they are rewritten, and tables of where they lead.
 *
 * <p>Not here: which request is looked up where ({@code route}), nor how a peer writes numbers
 * (core's topology).
 */
@NullMarked
package org.portcullis.routing.number;

import org.jspecify.annotations.NullMarked;
