package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipMessage;

/**
 * The value of a Subscription-State header (RFC 6665 8.2.3), as far as it crosses.
 *
 * @param state active, pending, terminated or another token
 * @param expiresSeconds how long the subscription lasts from now on, -1 if it is not said
 * @param reason of the end; one that is not of RFC 6665 4.1.3 is left out. Empty for none
 * @param retryAfterSeconds -1 if it is not said
 */
public record SubscriptionState(
        AsciiString state, long expiresSeconds, AsciiString reason, long retryAfterSeconds) {
    private static final AsciiString ACTIVE = AsciiString.cached("active");
    private static final AsciiString PENDING = AsciiString.cached("pending");
    private static final AsciiString TERMINATED = AsciiString.cached("terminated");
    private static final AsciiString EXPIRES = AsciiString.cached("expires");
    private static final AsciiString REASON = AsciiString.cached("reason");
    private static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
    private static final Set<AsciiString> REASONS =
            Set.of(
                    AsciiString.cached("deactivated"),
                    AsciiString.cached("probation"),
                    AsciiString.cached("rejected"),
                    AsciiString.cached("timeout"),
                    AsciiString.cached("giveup"),
                    AsciiString.cached("noresource"),
                    AsciiString.cached("invariant"));

    /** The end that the box itself gives, by its reason. */
    public static SubscriptionState ended(String reason) {
        return new SubscriptionState(TERMINATED, -1, AsciiString.of(reason), -1);
    }

    /** That of a NOTIFY; a notifier that says nothing, as before RFC 3265, means active. */
    public static SubscriptionState of(SipMessage notify) {
        Optional<AsciiString> value = notify.header(HeaderName.SUBSCRIPTION_STATE);
        if (value.isEmpty()) {
            return new SubscriptionState(ACTIVE, -1, AsciiString.EMPTY_STRING, -1);
        }
        AsciiString text = value.get();
        int end = text.indexOf(';', 0);
        AsciiString state = (end < 0 ? text : text.subSequence(0, end, false)).trim().toLowerCase();
        Params params =
                end < 0
                        ? Params.NONE
                        : Params.parse(text.subSequence(end, text.length(), false))
                                .orElse(Params.NONE);
        AsciiString reason = params.valueOf(REASON).toLowerCase();
        return new SubscriptionState(
                known(state),
                Seconds.of(params.valueOf(EXPIRES)),
                REASONS.contains(reason) ? reason : AsciiString.EMPTY_STRING,
                Seconds.of(params.valueOf(RETRY_AFTER)));
    }

    /** An extension's state means no more to us than that the subscription stands. */
    private static AsciiString known(AsciiString state) {
        return state.equals(TERMINATED) || state.equals(PENDING) ? state : ACTIVE;
    }

    public boolean terminated() {
        return state.equals(TERMINATED);
    }

    public void write(MessageWriter writer) {
        writer.begin(HeaderName.SUBSCRIPTION_STATE).append(state);
        if (expiresSeconds >= 0) {
            writer.append(';').append(EXPIRES).append('=').append(expiresSeconds);
        }
        if (!reason.isEmpty()) {
            writer.append(';').append(REASON).append('=').append(reason);
        }
        if (retryAfterSeconds >= 0) {
            writer.append(';').append(RETRY_AFTER).append('=').append(retryAfterSeconds);
        }
        writer.end();
    }
}
