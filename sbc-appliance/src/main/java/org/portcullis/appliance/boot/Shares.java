package org.portcullis.appliance.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.agent.Relays;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * Keeps each loop to its share of what the box takes in all. What stands beyond a smaller share
 * stays until it ends by itself. Changed by one thread at a time.
 */
final class Shares implements Reloadable {
    private final int loops;
    private final Share first;
    private final List<Holder> holders = new ArrayList<>();

    Shares(Configuration configuration) {
        this.loops = configuration.transport().loops();
        this.first = Share.of(configuration, loops);
    }

    private record Holder(SipLoop loop, TransactionLayer layer, Relays relays, Bindings bindings) {
        /** Not through the loop's bounded queue: what it refused would be half a reload. */
        CompletableFuture<Void> use(Share share) {
            return CompletableFuture.runAsync(
                    () -> {
                        layer.limit(share.transactions());
                        relays.limit(share.subscriptions());
                        bindings.use(share.registrations(), loop.nowNanos());
                    },
                    loop.executor());
        }
    }

    /** What the parts of each loop begin with. */
    Share first() {
        return first;
    }

    /** Keeps the parts of one more loop to its share. Before the first reload. */
    void on(SipLoop loop, TransactionLayer layer, Relays relays, Bindings bindings) {
        holders.add(new Holder(loop, layer, relays, bindings));
    }

    @Override
    public Runnable prepare(Configuration next) {
        Share share = Share.of(next, loops);
        return () ->
                holders.stream()
                        .map(holder -> holder.use(share))
                        .toList()
                        .forEach(CompletableFuture::join);
    }
}
