/**
 * The command line: verbs, options, exit codes, and how the process ends.
 *
 * <p>Not here: what a verb does. Each calls one function it was given.
 */
@NullMarked
package org.portcullis.appliance.cli;

import org.jspecify.annotations.NullMarked;
