/**
 * Files that outlive a restart: replaced whole, and tried again where that fails.
 *
 * <p>Not here: what is in them ({@code ban}, {@code fraud}).
 */
@NullMarked
package org.portcullis.security.state;

import org.jspecify.annotations.NullMarked;
