/**
 * The admin server: HTTP for people, Prometheus and supervisors, on an event loop of its own.
 *
 * <p>Not here: the pages themselves ({@code dashboard}), the figures ({@code metrics}), anything
 * that knows a call but by its snapshot.
 */
@NullMarked
package org.portcullis.appliance.admin;

import org.jspecify.annotations.NullMarked;
