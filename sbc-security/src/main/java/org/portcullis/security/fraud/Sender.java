package org.portcullis.security.fraud;

import org.portcullis.core.border.Origin;

/**
 * Who calls, or has a call transferred.
 *
 * @param peer whose call it is
 * @param user the caller, as that peer names it
 */
record Sender(Origin peer, String user) {}
