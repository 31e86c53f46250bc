/**
 * Trying out a message: the parts of the box that a request walks through, put together without a
 * socket, a thread or a clock.
 *
 * <p>Not here: the configuration file's own check ({@code config}), printing ({@code cli}).
 */
@NullMarked
package org.portcullis.appliance.check;

import org.jspecify.annotations.NullMarked;
