/**
 * The composition root: makes every part of the box from a configuration, starts them in order and
 * stops them in order.
 *
 * <p>Not here: anything a part does.
 */
@NullMarked
package org.portcullis.appliance.boot;

import org.jspecify.annotations.NullMarked;
