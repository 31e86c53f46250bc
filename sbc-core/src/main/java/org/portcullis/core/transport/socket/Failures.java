package org.portcullis.core.transport.socket;

import java.io.IOException;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;

/** How failures of the transport are worded and passed on. */
final class Failures {
    private Failures() {}

    /**
     * Runs {@code onFailure} on {@code caller}, later. Where that loop's queue is full the caller's
     * timers must do.
     */
    static void tell(SipLoop caller, FlowFailure onFailure, String why) {
        caller.post(() -> onFailure.failed(why));
    }

    static IOException toBind(Realm realm, ListenPoint listenPoint, Throwable cause) {
        return new IOException(
                "realms."
                        + realm.name()
                        + ".listen: "
                        + listenPoint
                        + ": "
                        + text(cause)
                        + " (expected: a free address of this host)",
                cause);
    }

    /**
     * Whether a datagram was merely lost on its way out: the host's packet filter dropped it, or
     * the device's queue was full. Such a loss is like one on the wire: retransmission mends it.
     */
    static boolean isLoss(Throwable cause) {
        // Netty's native sockets and NIO name the error differently; both end with the system's
        // words.
        String words = text(cause);
        return words.endsWith("Operation not permitted")
                || words.endsWith("No buffer space available");
    }

    /** As an exception that a bug report takes. */
    static RuntimeException unexpected(Throwable cause) {
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    /** The system's own words where Netty wraps them. */
    static String text(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
