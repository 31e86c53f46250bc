package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Authentication.Proof;
import org.portcullis.core.border.Authentication.Verdict;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Callers that are looked up before anybody knows whether they get in. */
class LookedUpTest extends CallScenario {
    private static final Proof CHALLENGED =
            new Authentication.Challenged(List.of(AsciiString.of("Digest x")));
    private static final Proof PROVEN = new Authentication.Proven("alice", "sip.example");

    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private int asked;

    @BeforeEach
    void lookUp() {
        border.callerKnown = false;
        border.proof = new Authentication.Pending(verdict);
    }

    private void found(Proof proof) {
        verdict.complete(
                nowNanos -> {
                    asked++;
                    return proof;
                });
        border.time.runPosted();
    }

    @Test
    void shouldLetACallerInThatWasFound() {
        SipRequest invite = caller.invite("v=caller");
        assertTrue(caller.idle());
        caller.send(invite);
        caller.send(invite);
        assertEquals(1, border.layer.size(), "sent again, it is the same");
        found(PROVEN);
        assertEquals(1, asked);
        caller.response(100);
        callee.answer(callee.request("INVITE"), 200, "v=callee");
        SipResponse ok = caller.response(200);
        caller.ack(ok, "");
        callee.request("ACK");
        caller.send(invite);
        assertEquals(1, asked);
        border.proof = CHALLENGED;
        caller.bye();
        caller.response(200);
        callee.answer(callee.request("BYE"), 200, "");
    }

    @Test
    void shouldAskACallerThatWasNotFoundAndRememberNothing() {
        SipRequest invite = caller.invite("v=caller");
        found(CHALLENGED);
        caller.response(401);
        caller.ackFailure();
        assertEquals(0, border.layer.size());
        border.proof = CHALLENGED;
        caller.send(invite);
        caller.response(401);
        assertTrue(callee.idle());
    }

    @Test
    void shouldSayWhenToTryAgainWhereNobodyCanTell() {
        caller.invite("v=caller");
        found(new Authentication.Unavailable());
        SipResponse response = caller.response(503);
        assertTrue(response.has(HeaderName.RETRY_AFTER));
        caller.ackFailure();
        assertEquals(0, border.layer.size());
    }

    @Test
    void shouldTellTheSameOfALookupThatThrows() {
        caller.invite("v=caller");
        verdict.completeExceptionally(new IllegalStateException("deliberate"));
        border.time.runPosted();
        caller.response(503);
        border.expectedBugs = 1;
        assertEquals(0, border.layer.size());
    }

    @Test
    void shouldStaySilentToWhoIsBlockedMeanwhile() {
        caller.invite("v=caller");
        found(new Authentication.Silence());
        assertTrue(caller.idle());
        assertEquals(0, border.layer.size());
    }

    @Test
    void shouldCancelACallWhenItsCallerIsFound() {
        SipRequest invite = caller.invite("v=caller");
        caller.cancel(invite);
        assertTrue(caller.idle());
        found(PROVEN);
        assertEquals(100, caller.status());
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        caller.ackFailure();
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldCountThoseThatWaitAmongTheTransactions() {
        caller.invite("v=caller");
        assertEquals(1, border.layer.size());
        found(CHALLENGED);
        caller.response(401);
        assertEquals(0, border.layer.size());
    }
}
