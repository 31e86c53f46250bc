/**
 * The configuration file: YAML read into typed settings with every problem told at its line and
 * column, and the reference and JSON Schema that come from the same code.
 *
 * <p>Not here: what a setting means. Its record lives with the feature that acts on it; here is
 * only how it is written.
 */
@NullMarked
package org.portcullis.appliance.config;

import org.jspecify.annotations.NullMarked;
