package org.portcullis.core.call;

import org.portcullis.core.transaction.ServerTransaction;

/** What the PRACK of a reliable provisional response leads to; it is to be answered. */
@FunctionalInterface
interface Acknowledgement {
    void acknowledged(ServerTransaction prack, long nowNanos);
}
