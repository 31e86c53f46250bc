/**
 * Who may enter: the gate before parsing, and admission once the sender is known, with the limits
 * of each peer.
 *
 * <p>Not here: how a sender is recognised (routing), how a flood is told from traffic ({@code
 * flood}).
 */
@NullMarked
package org.portcullis.security.admission;

import org.jspecify.annotations.NullMarked;
