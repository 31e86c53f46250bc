package org.portcullis.appliance.admin;

import java.util.Optional;

/** Whether the box takes calls. Asked on the admin server's loop; must not block. */
public interface Health {

    /** Why it takes none, in a few words: {@code draining}. Empty if it does. */
    Optional<String> unready();
}
