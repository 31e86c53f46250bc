package org.portcullis.core.leg;

import org.portcullis.core.transaction.ServerTransaction;

/** What the PRACK of a reliable provisional response leads to; it is to be answered. */
@FunctionalInterface
public interface Acknowledgement {
    void acknowledged(ServerTransaction prack, long nowNanos);
}
