/** The whole box against programs that nobody here wrote. */
@NullMarked
package org.portcullis.appliance.peers;

import org.jspecify.annotations.NullMarked;
