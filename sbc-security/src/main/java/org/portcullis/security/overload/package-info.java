/**
 * Telling when the box has more to do than it can: how late its loops are, how full its heap and
 * its transactions.
 *
 * <p>Not here: what is refused then ({@code admission}).
 */
@NullMarked
package org.portcullis.security.overload;

import org.jspecify.annotations.NullMarked;
