/**
 * Targets for coverage-guided fuzzing, one entry point each: {@code fuzzerTestOneInput}, as Jazzer
 * calls it. {@code ./sbc fuzz} runs them; every test run replays their seeds.
 */
@NullMarked
package org.portcullis.core.fuzz;

import org.jspecify.annotations.NullMarked;
