package org.portcullis.appliance.boot;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.portcullis.core.agent.OptionsPing;
import org.portcullis.core.agent.Relays;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.TransactionLayer;

/** One loop with all that lives on it. */
record Worker(
        SipLoop loop, TransactionLayer layer, CallManager calls, Relays relays, OptionsPing pings) {

    /** Has {@code question} answered on the loop; fails if the loop has too much to do. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!loop.post(() -> answer.complete(question.get()))) {
            answer.completeExceptionally(
                    new IllegalStateException("loop " + loop.index() + " is full"));
        }
        return answer;
    }

    /** Ends every call of the loop; complete when every BYE is answered. */
    CompletableFuture<Void> hangUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.post(
                () -> {
                    calls.releaseAll(loop.nowNanos());
                    calls.whenEmpty(() -> done.complete(null));
                });
        return done;
    }

    /**
     * Complete when no call stands any more. New ones are refused from now on, and subscriptions,
     * which have no end of their own, are ended at once.
     */
    CompletableFuture<Void> drain() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.post(
                () -> {
                    calls.drain();
                    relays.drain(loop.nowNanos());
                    calls.whenEmpty(() -> done.complete(null));
                });
        return done;
    }
}
