package org.portcullis.core.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the programs that a test runs, such as {@code sipp}. Where one is not on the PATH the test
 * is left out and {@code ./sbc test} says so; with {@code CI=true} it runs, and fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCommandCondition.class)
public @interface NeedsCommand {
    /** The programs' names, as in a shell. */
    String[] value();
}
