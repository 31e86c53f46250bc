package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * Tells a transferor how its transfer goes (RFC 3515 2.4): NOTIFYs with a status line, one at a
 * time so that none overtakes another. Owned by the call's loop.
 */
public final class ReferProgress implements ClientUser {
    private static final AsciiString SIPFRAG =
            AsciiString.cached("message/sipfrag;version=2.0"); // RFC 3420
    private static final AsciiString FALSE = AsciiString.cached("false");

    private final Leg transferor;
    private final ServerTransaction refer;
    private final boolean quiet;
    private OptionalInt waiting = OptionalInt.empty();
    private boolean sending;
    private boolean last;
    private boolean gone;
    private @Nullable Runnable whenTold;

    public ReferProgress(Leg transferor, ServerTransaction refer, boolean quiet) {
        this.transferor = transferor;
        this.refer = refer;
        this.quiet = quiet;
    }

    public void accept(long nowNanos) {
        MessageWriter writer = transferor.reply(refer, 202);
        if (quiet) {
            writer.header(HeaderName.REFER_SUB, FALSE);
        }
        transferor.respond(refer, writer, nowNanos);
        tell(100, nowNanos);
    }

    public void tell(int status, long nowNanos) {
        if (!last) {
            waiting = OptionalInt.of(status);
            sendNext(nowNanos);
        }
    }

    /** Tells how it ended; {@code then} runs when the transferor knows, or cannot be told. */
    public void finish(int status, Runnable then, long nowNanos) {
        tell(status, nowNanos);
        last = true;
        whenTold = then;
        endIfTold();
    }

    /** The transferor has hung up: it wants to hear nothing more. */
    public void silence() {
        gone = true;
        waiting = OptionalInt.empty();
        endIfTold();
    }

    @Override
    public void response(ClientTransaction notify, SipResponse response, long nowNanos) {
        if (response.status() >= 300) {
            failed(notify, response.status(), nowNanos);
        } else if (response.status() >= 200) {
            sending = false;
            sendNext(nowNanos);
            endIfTold();
        }
    }

    /** RFC 6665 4.2.2: whoever does not answer is no subscriber any more. */
    @Override
    public void failed(ClientTransaction notify, int status, long nowNanos) {
        sending = false;
        silence();
    }

    private void sendNext(long nowNanos) {
        if (sending || waiting.isEmpty() || quiet || gone) {
            return;
        }
        int status = waiting.getAsInt();
        waiting = OptionalInt.empty();
        sending = true;
        boolean ended = status >= 200;
        MessageWriter writer = transferor.begin(Method.NOTIFY);
        writer.begin(HeaderName.EVENT)
                .append("refer;id=")
                .append(refer.request().cseq().number())
                .end();
        writer.header(
                HeaderName.SUBSCRIPTION_STATE,
                ended ? "terminated;reason=noresource" : "active;expires=180");
        String line = "SIP/2.0 " + status + ' ' + ReasonPhrases.of(status) + "\r\n";
        writer.body(SIPFRAG, new AsciiString(line));
        transferor.send(writer, this, nowNanos);
    }

    private void endIfTold() {
        boolean told = quiet || gone || (!sending && waiting.isEmpty());
        if (last && told && whenTold != null) {
            Runnable then = whenTold;
            whenTold = null;
            then.run();
        }
    }
}
