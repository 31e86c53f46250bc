/**
 * Logs: how an event becomes one line, as {@code key=value} or JSON, and where the line goes.
 *
 * <p>Not here: what is worth logging. Everyone logs through SLF4J with key-value pairs and knows
 * nothing of this package.
 */
@NullMarked
package org.portcullis.appliance.log;

import org.jspecify.annotations.NullMarked;
