/**
 * What may cross the border: the headers and bodies that are carried over, and how a party of one
 * side is named on the other.
 *
 * <p>Not here: SDP, which media rewrites; the headers that form a dialog, which {@code dialog}
 * writes anew.
 */
@NullMarked
package org.portcullis.core.topology;

import org.jspecify.annotations.NullMarked;
