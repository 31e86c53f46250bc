package org.portcullis.core.call;

/** What became of the wish for the leg behind a dialog. */
sealed interface Claim {

    /** The far leg of the call that the dialog is in; that call is over. */
    record Taken(Handover handover) implements Claim {}

    /** The call was still ringing and has been given up. */
    record Ringing() implements Claim {}

    /**
     * It cannot be had.
     *
     * @param status 481 where there is no such dialog, 486 where it has gone too far (RFC 3891 3),
     *     491 where its call is being changed
     */
    record Refused(int status) implements Claim {}
}
