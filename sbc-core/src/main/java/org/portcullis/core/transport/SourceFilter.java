package org.portcullis.core.transport;

import java.net.InetSocketAddress;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.message.SipRequest;

/**
 * The first gate: bans, access lists, floods, asked before a byte is parsed; and what a request
 * says of its sender, asked after the sanity checks.
 *
 * <p>Called on every loop at once, for each datagram, each connection and each message of a
 * connection.
 */
public interface SourceFilter {

    /** Lets everybody in. */
    SourceFilter OPEN = (source, realm, nowNanos) -> true;

    /** False to drop it without an answer; a connection is closed. */
    boolean accept(InetSocketAddress source, Realm realm, long nowNanos);

    /**
     * Asked about each sound request, before anybody acts on it: false to drop it without an
     * answer.
     */
    default boolean accept(
            SipRequest request, InetSocketAddress source, Realm realm, long nowNanos) {
        return true;
    }

    /**
     * Told of each message that failed a check, after it was counted: who sends such may be banned.
     *
     * @return whether its sender may be told what is wrong; a stranger need not learn that somebody
     *     listens
     */
    default boolean insane(
            InetSocketAddress source, Realm realm, SanityCheck check, long nowNanos) {
        return true;
    }
}
