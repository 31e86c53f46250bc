package org.portcullis.core.leg;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * The responses of a leg to requests in its dialog (RFC 3261 12.2.2), and the 2xx that waits for
 * its ACK. Owned by the call's loop.
 */
final class UserAgentServer {
    private final LegContext context;
    private final Leg leg;
    private final Dialog dialog;
    private final LocalName localName;
    private final LongConsumer notAcknowledged;
    private @Nullable Unacknowledged pending;
    private @Nullable Runnable afterAck;

    /**
     * @param notAcknowledged told the time when no ACK has come
     */
    UserAgentServer(
            LegContext context,
            Leg leg,
            Dialog dialog,
            LocalName localName,
            LongConsumer notAcknowledged) {
        this.context = context;
        this.leg = leg;
        this.dialog = dialog;
        this.localName = localName;
        this.notAcknowledged = notAcknowledged;
    }

    /** Begins a response, with the headers of a target refresh. */
    MessageWriter reply(ServerTransaction transaction, int status) {
        MessageWriter writer =
                Replies.begin(context.writer(), transaction, status, dialog.localTag());
        if (status > 100 && status < 300) {
            Method method = transaction.request().method();
            if (method.equals(Method.INVITE)) {
                writer.copyAll(HeaderName.RECORD_ROUTE, transaction.request());
            }
            Extensions.write(method, localName, leg.profile(), writer);
        }
        return writer;
    }

    SipResponse finish(MessageWriter begun) {
        return leg.profile().headers().leaving(begun.toResponse());
    }

    /** Sends a 2xx to an INVITE and repeats it until its ACK (RFC 3261 13.3.1.4). */
    void accept(
            InviteServerTransaction invite,
            MessageWriter begun,
            Consumer<SipRequest> acknowledged,
            long nowNanos) {
        SipResponse success = finish(begun);
        pending =
                new Unacknowledged(context, invite, success, acknowledged, this::gaveUp, nowNanos);
        invite.respond(success, nowNanos);
    }

    /** Whether a 2xx still waits for its ACK. */
    boolean unacknowledged() {
        return pending != null;
    }

    /** Runs {@code action} at once, or when {@link #goOn} is called after the ACK. */
    void whenAcknowledged(Runnable action) {
        if (pending == null) {
            action.run();
        } else {
            afterAck = action;
        }
    }

    /** Takes an ACK, or what stands for one; whether it was what a 2xx waited for. */
    boolean acknowledged(SipRequest ack) {
        Unacknowledged waiting = pending;
        if (waiting == null || !waiting.acknowledgedBy(ack)) {
            return false;
        }
        stopWaiting();
        waiting.acknowledged(ack);
        return true;
    }

    /** Goes on with what has waited for the ACK. */
    void goOn() {
        Runnable action = afterAck;
        if (action != null) {
            afterAck = null;
            action.run();
        }
    }

    void stopWaiting() {
        if (pending != null) {
            pending.stop();
            pending = null;
        }
    }

    private void gaveUp(long nowNanos) {
        pending = null;
        notAcknowledged.accept(nowNanos);
    }
}
