package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.dial.Failure;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/** Shows the side that asked how the other side has refused. Owned by the call's loop. */
final class FinalResponse {
    private static final AsciiString Q850 = AsciiString.cached("Q.850");
    private static final AsciiString CAUSE = AsciiString.cached("cause=");

    private final CallContext context;
    private final Leg asking;
    private final ServerTransaction asked;

    FinalResponse(CallContext context, Leg asking, ServerTransaction asked) {
        this.context = context;
        this.asking = asking;
        this.asked = asked;
    }

    /** Answers with what a failure is shown as, and gives that status. */
    int send(Failure failure, long nowNanos) {
        Crossing crossing = failure.profile().toward(asking.profile());
        if (failure.response().isEmpty()) {
            Answers.retryLater(
                    context.layer(),
                    asked,
                    shown(failure.status(), crossing),
                    failure.retryAfterSeconds(),
                    nowNanos);
            return failure.status();
        }
        SipResponse response = failure.response().get();
        List<AsciiString> users = redirectedUsers(response);
        int mapped = failure.profile().causes().shown(failure.status(), q850(response));
        int status = mapped < 400 && !users.isEmpty() ? mapped : shown(mapped, crossing);
        MessageWriter writer = asking.reply(asked, status);
        if (status < 400) {
            redirect(users, writer);
        }
        crossing.headers(response, asking.localName().hostPort(), writer);
        writer.copyAll(HeaderName.RETRY_AFTER, response);
        if (status == 488 || status == 606) {
            writer.header(HeaderName.ACCEPT, Answers.SDP);
        }
        asking.respond(asked, writer, nowNanos);
        return status;
    }

    /** What the other side makes of our protocol is ours to mend, and does not cross either. */
    private static int shown(int status, Crossing crossing) {
        return switch (status) {
            case 420, 421, 422, 423 -> 480;
            default -> crossing.shown(status);
        };
    }

    /** Whom a 3xx names; where they are is not for the other side to see. */
    private static List<AsciiString> redirectedUsers(SipResponse response) {
        List<AsciiString> users = new ArrayList<>();
        if (response.status() < 400) {
            for (NameAddr contact : response.contacts()) {
                if (contact.uri() instanceof SipUri uri
                        && !uri.user().isEmpty()
                        && !users.contains(uri.user())) {
                    users.add(uri.user());
                }
            }
        }
        return users;
    }

    private void redirect(List<AsciiString> users, MessageWriter writer) {
        for (AsciiString user : users) {
            writer.begin(HeaderName.CONTACT)
                    .append("<sip:")
                    .append(user)
                    .append('@')
                    .append(asking.localName().hostPort())
                    .append('>')
                    .end();
        }
    }

    /** The Q.850 cause of a response, 0 where it names none (RFC 3326 2). */
    private static int q850(SipResponse response) {
        for (AsciiString reason : response.values(HeaderName.REASON)) {
            int at = reason.indexOf(CAUSE, 0);
            if (at > 0 && reason.trim().startsWith(Q850)) {
                int end = at + CAUSE.length();
                while (end < reason.length() && Character.isDigit(reason.charAt(end))) {
                    end++;
                }
                if (end > at + CAUSE.length() && end - at - CAUSE.length() <= 3) {
                    return reason.subSequence(at + CAUSE.length(), end, false).parseInt();
                }
            }
        }
        return 0;
    }
}
