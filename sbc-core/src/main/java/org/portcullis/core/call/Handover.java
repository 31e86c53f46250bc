package org.portcullis.core.call;

import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Party;
import org.portcullis.core.media.SessionIdentity;

/**
 * A leg on its way from one call to another, perhaps on another loop: all that its dialog is. Its
 * requests still arrive at the loop that made its tag, which sends them on.
 */
record Handover(Party party, Dialog dialog, Descriptions described, SessionIdentity identity) {}
