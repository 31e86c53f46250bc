/**
 * Telling people of emergency calls: by SIP MESSAGE, by HTTP.
 *
 * <p>Not here: which calls they are and where they go (the routing module).
 */
@NullMarked
package org.portcullis.appliance.emergency;

import org.jspecify.annotations.NullMarked;
