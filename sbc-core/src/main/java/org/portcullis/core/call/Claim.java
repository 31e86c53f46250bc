package org.portcullis.core.call;

/** What became of the wish for the leg behind a dialog. */
sealed interface Claim {

    /** The far leg of the call that the dialog is in; that call is over. */
    record Taken(Handover handover) implements Claim {}

    /** The call was still ringing and has been given up. */
    record Ringing() implements Claim {}

    /** There is no such dialog, or its call is being changed. */
    record Unknown() implements Claim {}
}
