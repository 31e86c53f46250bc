package org.portcullis.appliance.boot;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.agent.RegisterClient;
import org.portcullis.core.border.Routing;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.register.LinePort;
import org.portcullis.routing.register.LineRouting;
import org.portcullis.routing.register.LineView;
import org.portcullis.routing.register.Lines;
import org.portcullis.routing.resolve.Names;
import org.portcullis.routing.resolve.NextHop;

/** Runs the registrations of the box with its carriers, all of them on the first loop. */
final class CarrierLines implements Reloadable, LinePort {
    private final SipLoop loop;
    private final Names names;
    private final RandomGenerator random;
    private final Lines lines;
    private Optional<RegisterClient> client = Optional.empty();

    CarrierLines(SipLoop loop, Names names, RandomGenerator random, Counters counters) {
        this.loop = loop;
        this.names = names;
        this.random = random;
        this.lines = new Lines(loop, this, random, counters);
    }

    /** The routing of a loop, for which a request to a registered Contact is its carrier's. */
    Routing over(Routing routing) {
        return new LineRouting(routing, lines);
    }

    /** Sends by this client, which lives on the loop. */
    void sendBy(RegisterClient its) {
        client = Optional.of(its);
    }

    void start(Configuration its) {
        on(() -> lines.use(its.lines(), loop.nowNanos())).join();
    }

    @Override
    public Runnable prepare(Configuration next) {
        return () -> start(next);
    }

    /** How they stand. */
    CompletableFuture<List<LineView>> views() {
        return CompletableFuture.supplyAsync(() -> lines.views(loop.nowNanos()), loop.executor());
    }

    /** Takes every registration back; complete when the carriers have answered. */
    CompletableFuture<Void> end() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        on(() -> lines.end(() -> done.complete(null), loop.nowNanos()));
        return done;
    }

    private CompletableFuture<Void> on(Runnable step) {
        return CompletableFuture.runAsync(step, loop.executor());
    }

    @Override
    public void ways(NextHop registrar, Realm realm, Found then) {
        names.ways(registrar, realm, loop, random, ways -> then.found(ways, loop.nowNanos()));
    }

    @Override
    public Runnable send(RegisterClient.Register register, RegisterClient.Listener listener) {
        ClientTransaction sent = client.orElseThrow().send(register, listener);
        return sent::abandon;
    }
}
