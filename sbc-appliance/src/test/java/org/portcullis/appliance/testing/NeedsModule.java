package org.portcullis.appliance.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the npm packages of {@code src/test/npm} that a test runs in a browser, such as {@code
 * sip.js}. {@code ./sbc test} installs them; where one is missing the test is left out and it says
 * so; with {@code CI=true} the test runs, and fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsModuleCondition.class)
public @interface NeedsModule {
    /** The packages' names, as npm knows them. */
    String[] value();
}
