package org.portcullis.appliance.boot;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.EmergencyConfiguration;
import org.portcullis.appliance.emergency.EmergencyNotices;
import org.portcullis.core.agent.OptionsPing;
import org.portcullis.core.agent.TextMessages;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Routing;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.routing.dispatch.Destination;
import org.portcullis.routing.emergency.EmergencyRoutes;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.probe.Prober;
import org.portcullis.routing.resolve.NamedSenders;
import org.portcullis.routing.resolve.Names;
import org.portcullis.routing.route.Routes;

/**
 * Who the peers are, how they are treated, where requests go and who is told of emergency calls:
 * one table for each configuration, read on every loop. Destinations that stay keep their health
 * and their probes. Changed by one thread at a time.
 */
final class Directions implements Reloadable, AutoCloseable {
    private final Names names;
    private final Counters counters;
    private final List<LoopRouting> loops = new ArrayList<>();
    private final List<SipLoop> executors = new ArrayList<>();
    private final List<EmergencyNotices> open = new ArrayList<>(); // the last is in use
    private volatile Table table; // read by the admin server too
    private Optional<Sender> sender = Optional.empty();
    private Optional<Probing> probing = Optional.empty();

    Directions(Configuration first, Names names, Counters counters) {
        this.names = names;
        this.counters = counters;
        Routes routes =
                new Routes(
                        first.trunks(),
                        first.dispatchers(),
                        first.routes(),
                        first.profiles(),
                        System::nanoTime,
                        counters);
        this.table = table(first, routes, notices(first, Optional.empty()));
        table.notices().ifPresent(open::add);
    }

    /** What one configuration makes. */
    private record Table(
            Optional<EmergencyConfiguration> emergency,
            Routes routes,
            Optional<EmergencyNotices> notices,
            Routing routing) {}

    private record Sender(SipLoop loop, TextMessages messages) {}

    /** Where calls can go. Any thread. */
    List<Destination> destinations() {
        return table.routes().destinations();
    }

    /** The routing for one more loop. Before the first reload. */
    Routing on(SipLoop loop) {
        LoopRouting routing = new LoopRouting(loop, table.routing());
        loops.add(routing);
        executors.add(loop);
        return routing;
    }

    /** Sends the notices of emergency calls by these, which live on {@code loop}. */
    void sendOn(SipLoop loop, TextMessages messages) {
        sender = Optional.of(new Sender(loop, messages));
        table.notices().ifPresent(its -> its.sendOn(loop, messages));
    }

    /** Probes on the first loop for all: what it learns of a destination is shared. */
    void probeOn(Worker worker, RandomGenerator random) {
        Prober prober =
                new Prober(
                        table.routes().probed(),
                        (peer, target, realm, uri, settings, status) ->
                                names.probe(
                                        new Hop(peer, realm, uri, target),
                                        worker.loop(),
                                        (to, each) ->
                                                worker.pings()
                                                        .send(
                                                                peer,
                                                                realm,
                                                                to,
                                                                uri,
                                                                form(settings),
                                                                settings.timeout(),
                                                                each),
                                        status),
                        random,
                        System.nanoTime());
        Probing its = new Probing(worker.loop(), prober);
        probing = Optional.of(its);
        on(worker.loop(), its::run).join();
    }

    @Override
    public Runnable prepare(Configuration next) {
        Routes routes =
                table.routes()
                        .next(next.trunks(), next.dispatchers(), next.routes(), next.profiles());
        Table prepared = table(next, routes, notices(next, Optional.of(table)));
        return () -> {
            use(prepared);
            lookUp(executors.getFirst(), next);
        };
    }

    /** Looks up whoever is known by name, before a request has to wait for it. */
    void lookUp(SipLoop loop, Configuration its) {
        on(loop, () -> names.prepare(NamedPeers.of(its), loop)).join();
    }

    private void use(Table next) {
        next.notices()
                .filter(its -> !open.contains(its))
                .ifPresent(
                        its -> {
                            open.add(its);
                            sender.ifPresent(by -> its.sendOn(by.loop(), by.messages()));
                        });
        List<CompletableFuture<?>> taken = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            LoopRouting routing = loops.get(i);
            taken.add(on(executors.get(i), () -> routing.use(next.routing())));
        }
        CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).join();
        next.routes().use();
        table = next;
        closeFormer();
        probing.ifPresent(
                its -> on(executors.getFirst(), () -> its.use(next.routes().probed())).join());
    }

    /** Those that no loop uses any more and that have told everybody; others the next time. */
    private void closeFormer() {
        for (EmergencyNotices its : List.copyOf(open)) {
            if (!Optional.of(its).equals(table.notices()) && its.idle()) {
                its.close();
                open.remove(its);
            }
        }
    }

    /** Who tells of emergency calls now. */
    Optional<EmergencyNotices> notices() {
        return table.notices();
    }

    /** Notices that are not closed yet: those in use, and former ones that still tell somebody. */
    int openNotices() {
        return open.size();
    }

    /** Not through the loop's bounded queue: what it refused would be half a reload. */
    private static CompletableFuture<Void> on(SipLoop loop, Runnable step) {
        return CompletableFuture.runAsync(step, loop.executor());
    }

    private Table table(Configuration its, Routes routes, Optional<EmergencyNotices> notices) {
        Routing routing =
                its.emergency()
                        .<Routing>map(
                                emergency ->
                                        new EmergencyRoutes(
                                                routes,
                                                emergency.routes(),
                                                notices.orElseThrow(),
                                                InstantSource.system(),
                                                counters))
                        .orElse(routes);
        return new Table(
                its.emergency(),
                routes,
                notices,
                new NamedSenders(routing, names, NamedPeers.ofSets(its)));
    }

    /** The same ones as before where the same people are to be told. */
    private Optional<EmergencyNotices> notices(Configuration its, Optional<Table> before) {
        Optional<EmergencyConfiguration> was = before.flatMap(Table::emergency);
        return its.emergency()
                .map(
                        emergency ->
                                was.filter(w -> w.notices().equals(emergency.notices()))
                                        .flatMap(same -> before.flatMap(Table::notices))
                                        .orElseGet(
                                                () ->
                                                        new EmergencyNotices(
                                                                emergency.notices(),
                                                                its.node(),
                                                                counters)));
    }

    /** Gives up notices that are under way, those of earlier configurations too. */
    @Override
    public void close() {
        open.forEach(EmergencyNotices::close);
    }

    private static OptionsPing.Form form(ProbeSettings settings) {
        return new OptionsPing.Form(settings.method(), settings.from(), settings.requestUri());
    }
}
