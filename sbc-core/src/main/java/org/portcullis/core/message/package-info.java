/**
 * Immutable SIP messages: a byte array with a table of slices, their header values and URIs, and
 * the writer that builds them.
 *
 * <p>Not here: what makes bytes from the network a message ({@code codec}), what is done with one
 * ({@code transaction}).
 */
@NullMarked
package org.portcullis.core.message;

import org.jspecify.annotations.NullMarked;
