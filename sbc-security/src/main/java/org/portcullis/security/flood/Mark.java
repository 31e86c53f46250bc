package org.portcullis.security.flood;

/** What a request was. */
public enum Mark {
    PASSED,
    /** The first one of its source to be refused. */
    TURNED_RED,
    RED
}
