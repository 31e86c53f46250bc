package org.portcullis.core.media;

/** A side of a call: the party whose INVITE made it, or the party it was sent to. */
public enum Side {
    CALLER,
    CALLEE;

    public Side other() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
