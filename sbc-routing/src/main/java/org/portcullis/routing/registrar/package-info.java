/**
 * The location store: registrations of users in an SQL database, so that they outlive the box.
 *
 * <p>Not here: the registrar itself ({@code core.agent}), connections ({@code core.sql}).
 */
@NullMarked
package org.portcullis.routing.registrar;

import org.jspecify.annotations.NullMarked;
