/**
 * What the tests of every module share: the check that fails a test class whose buffers leaked, and
 * the naming of programs that a test needs. Tests of the code itself live beside the code.
 */
@NullMarked
package org.portcullis.core.testing;

import org.jspecify.annotations.NullMarked;
