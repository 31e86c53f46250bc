package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * The port to security: who a sender is that no configured peer is known by, as far as it proves it
 * (RFC 3261 22).
 *
 * <p>Called on any loop, for requests outside any dialog other than ACK and CANCEL, before a
 * transaction is made for them.
 */
@FunctionalInterface
public interface Authentication {

    /** Asks nobody. */
    Authentication NONE = (request, flow, nowNanos) -> new Unasked();

    Proof prove(SipRequest request, Flow flow, long nowNanos);

    /** What came of it. */
    sealed interface Proof {}

    /** Nobody is asked there: the sender stays unknown. */
    record Unasked() implements Proof {}

    /**
     * The sender is this user. The credentials have done their work and go nowhere else.
     *
     * @param user as configured, not as the sender wrote it
     * @param digestRealm which the credentials are for
     */
    record Proven(String user, String digestRealm) implements Proof {}

    /**
     * Answered 401.
     *
     * @param challenges values of WWW-Authenticate, the preferred one first
     */
    record Challenged(List<AsciiString> challenges) implements Proof {
        public Challenged {
            challenges = List.copyOf(challenges);
        }
    }

    /** Dropped without an answer. */
    record Silence() implements Proof {}

    /** Answered 503: who the sender is cannot be found out now. */
    record Unavailable() implements Proof {}

    /**
     * Not known yet: the sender is looked up.
     *
     * @param verdict complete when it was, on whatever thread, and soon: the request waits for it
     */
    record Pending(CompletionStage<Verdict> verdict) implements Proof {}

    /** What a lookup has shown. */
    @FunctionalInterface
    interface Verdict {

        /** Called once, on the loop that asked; never {@link Pending}. */
        Proof proof(long nowNanos);
    }
}
