/**
 * Dialogs (RFC 3261 section 12): identifiers, route set, remote target, sequence numbers, and the
 * requests written from them.
 *
 * <p>Not here: what a dialog is used for ({@code call}).
 */
@NullMarked
package org.portcullis.core.dialog;

import org.jspecify.annotations.NullMarked;
