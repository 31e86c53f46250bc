/** What tests of several packages of the appliance share. */
@NullMarked
package org.portcullis.appliance.testing;

import org.jspecify.annotations.NullMarked;
