/**
 * Telling people of fraud, by HTTP.
 *
 * <p>Not here: what fraud is (the security module).
 */
@NullMarked
package org.portcullis.appliance.fraud;

import org.jspecify.annotations.NullMarked;
