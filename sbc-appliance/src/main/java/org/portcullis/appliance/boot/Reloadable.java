package org.portcullis.appliance.boot;

import java.io.IOException;
import org.portcullis.appliance.config.Configuration;

/**
 * A part of the box that takes other settings while it runs. Called by the thread of reloads alone,
 * which may wait.
 */
interface Reloadable {

    /**
     * Makes everything that can fail, and changes nothing.
     *
     * @return what takes it into use, and cannot fail; not run where another part has failed
     * @throws IOException naming what could not be read and what was expected
     * @throws IllegalArgumentException naming the place, the value and what was expected
     */
    Runnable prepare(Configuration next) throws IOException;
}
