package org.portcullis.core.transport;

/**
 * How far the peers of a realm are believed; decides which checks apply and whether a stranger is
 * answered.
 */
public enum Trust {
    /** The open Internet: every check, nothing of what a peer says about itself is believed. */
    UNTRUSTED,
    /** Peers under contract: checked, answered. */
    KNOWN,
    /** Our own side. */
    TRUSTED
}
