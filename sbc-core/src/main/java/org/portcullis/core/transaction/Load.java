package org.portcullis.core.transaction;

import org.portcullis.core.transport.Flow;

/** The port to whoever watches how much one loop has to do. Called on that loop. */
public interface Load {

    /** Whether new calls and registrations are too much, though there is room for transactions. */
    boolean heavy();

    /**
     * Takes note of a request that is answered 503 for it.
     *
     * @param full whether there was no room for its transaction, whatever else there is too much of
     */
    void refused(boolean full, Flow flow, long nowNanos);
}
