/**
 * The demonstration: an embedded configuration, a caller and test PBXs of its own, a ladder of one
 * call and the media figures of all.
 *
 * <p>Not here: anything the box itself uses. The user agents here speak SIP over sockets as any
 * peer would.
 */
@NullMarked
package org.portcullis.appliance.demo;

import org.jspecify.annotations.NullMarked;
