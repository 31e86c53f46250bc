/**
 * The dashboard: the files that a browser loads from the appliance, and nothing from elsewhere.
 *
 * <p>Not here: what they show; they ask the API for it.
 */
@NullMarked
package org.portcullis.appliance.dashboard;

import org.jspecify.annotations.NullMarked;
