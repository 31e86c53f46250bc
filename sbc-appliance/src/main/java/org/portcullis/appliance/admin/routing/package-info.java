/**
 * Where calls can go, as the admin server shows and changes it.
 *
 * <p>Not here: how a destination is picked (the routing module).
 */
@NullMarked
package org.portcullis.appliance.admin.routing;

import org.jspecify.annotations.NullMarked;
