package org.portcullis.core.call;

import java.util.Optional;
import org.portcullis.core.leg.LegView;
import org.portcullis.core.media.MediaStatistics;

/**
 * A live call as people and programs see it: a snapshot.
 *
 * @param id the call's own id, as in the log
 * @param ageMillis since its INVITE
 * @param talkMillis since it was answered; 0 before
 * @param callee empty before the answer
 */
public record CallView(
        String id,
        State state,
        long ageMillis,
        long talkMillis,
        LegView caller,
        Optional<LegView> callee,
        MediaStatistics media) {

    /** How far the call has come. */
    public enum State {
        RINGING,
        ANSWERED
    }
}
