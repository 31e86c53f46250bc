package org.portcullis.core.call;

import org.portcullis.core.media.SessionIdentity;

/** What became of the wish for the leg behind a dialog. */
sealed interface Claim {

    /**
     * The far leg of the call that the dialog is in; that call is over.
     *
     * @param identity how its peer knows the session
     */
    record Taken(Handover handover, SessionIdentity identity) implements Claim {}

    /**
     * The call was still ringing. It has been given up, or is being picked up where there is a
     * {@link Picker}, which hears the rest.
     */
    record Ringing() implements Claim {}

    /**
     * It cannot be had.
     *
     * @param status 481 where there is no such dialog, 486 where it has gone too far (RFC 3891 3),
     *     488 where the two sessions do not go together, 491 where its call is being changed
     */
    record Refused(int status) implements Claim {}
}
