/**
 * The box as a user agent to whatever arrives outside a call: lets requests in, hands INVITE to the
 * calls, answers OPTIONS, and relays the rest.
 *
 * <p>Not here: calls and what happens inside their dialogs ({@code call}).
 */
@NullMarked
package org.portcullis.core.agent;

import org.jspecify.annotations.NullMarked;
