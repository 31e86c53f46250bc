/**
 * The ports through which what crosses the border reaches its surroundings: who a peer is and how
 * it is treated, whether it may enter, where a request goes next.
 *
 * <p>Not here: calls ({@code call}) and requests outside them ({@code agent}), which ask; routing
 * and admission, which answer.
 */
@NullMarked
package org.portcullis.core.border;

import org.jspecify.annotations.NullMarked;
