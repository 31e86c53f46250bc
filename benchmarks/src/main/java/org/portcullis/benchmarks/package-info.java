/**
 * JMH benchmarks of the hot paths, each beside the library it is measured against. Nothing that the
 * program uses lives here.
 */
@NullMarked
package org.portcullis.benchmarks;

import org.jspecify.annotations.NullMarked;
