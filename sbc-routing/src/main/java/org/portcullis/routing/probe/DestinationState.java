package org.portcullis.routing.probe;

import java.util.Locale;

/** What a destination is good for. */
public enum DestinationState {
    /** It takes calls. */
    ACTIVE,
    /** It takes calls, but the last thing asked of it failed. */
    TRYING,
    /** It takes calls only where no other does. */
    INACTIVE,
    /** A person wants no call to go there, whatever probes say. */
    DISABLED,
    /** A person wants no further call to go there; those that stand go on. */
    DRAINING;

    /** As in the configuration, metrics and answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
