/**
 * Users in a table of an SQL database, as Kamailio and OpenSIPS keep theirs.
 *
 * <p>Not here: what a user has to show ({@code digest}), connections ({@code core.sql}).
 */
@NullMarked
package org.portcullis.security.subscriber;

import org.jspecify.annotations.NullMarked;
