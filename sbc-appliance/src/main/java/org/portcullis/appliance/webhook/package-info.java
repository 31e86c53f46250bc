/**
 * Telling an HTTP server of what has happened.
 *
 * <p>Not here: what is told, and why (emergency calls, fraud).
 */
@NullMarked
package org.portcullis.appliance.webhook;

import org.jspecify.annotations.NullMarked;
