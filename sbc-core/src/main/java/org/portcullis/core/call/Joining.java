package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.OwnInvite;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;

/**
 * One round of pointing media at another peer: what one leg has described is offered to another in
 * a re-INVITE of ours, and its answer taken. Owned by the call's loop.
 */
final class Joining implements OwnInvite.Outcome {

    /** What became of it, told once. */
    interface Outcome {
        /**
         * @param answer as the leg wrote it
         */
        void joined(AsciiString answer, long nowNanos);

        void refused(int status, long nowNanos);
    }

    private final CallContext context;
    private final MediaSession media;
    private final Leg from;
    private final Leg to;
    private final Outcome outcome;
    private @Nullable OwnInvite invite;

    Joining(CallContext context, MediaSession media, Leg from, Leg to, Outcome outcome) {
        this.context = context;
        this.media = media;
        this.from = from;
        this.to = to;
        this.outcome = outcome;
    }

    /**
     * @param described by {@code from}
     */
    void start(AsciiString described, long nowNanos) {
        media.offer(
                Descriptions.passing(from, to, described),
                result -> {
                    switch (result) {
                        case MediaResult.Rewritten(AsciiString sdp) -> {
                            OwnInvite started = new OwnInvite(context.legs(), to, sdp, this);
                            invite = started;
                            started.start(nowNanos);
                        }
                        case MediaResult.Refused(int status, String warning) ->
                                outcome.refused(status, nowNanos);
                    }
                });
    }

    void abandon() {
        if (invite != null) {
            invite.abandon();
        }
    }

    @Override
    public void accepted(SipResponse success, long nowNanos) {
        Optional<AsciiString> answer = Answers.sdp(success);
        if (answer.isEmpty()) {
            refused(488, nowNanos);
            return;
        }
        media.answer(
                Descriptions.passing(to, from, answer.get()),
                result -> {
                    switch (result) {
                        case MediaResult.Rewritten(AsciiString sdp) -> {
                            media.commit();
                            outcome.joined(answer.get(), nowNanos);
                        }
                        case MediaResult.Refused(int status, String warning) ->
                                outcome.refused(status, nowNanos);
                    }
                });
    }

    @Override
    public void refused(int status, long nowNanos) {
        media.withdraw();
        outcome.refused(status, nowNanos);
    }
}
