/**
 * What the admin server tells of registrations.
 *
 * <p>Not here: the registrations themselves ({@code core.registration}).
 */
@NullMarked
package org.portcullis.appliance.admin.registration;

import org.jspecify.annotations.NullMarked;
