package org.portcullis.appliance.boot;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.admin.AdminLimits;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.BansResource;
import org.portcullis.appliance.admin.FraudResource;
import org.portcullis.appliance.admin.Identity;
import org.portcullis.appliance.admin.LimitsResource;
import org.portcullis.appliance.admin.LogResource;
import org.portcullis.appliance.admin.ReloadResource;
import org.portcullis.appliance.admin.Reloading;
import org.portcullis.appliance.admin.Token;
import org.portcullis.appliance.admin.TokenFile;
import org.portcullis.appliance.admin.registration.RegistrationsResource;
import org.portcullis.appliance.admin.routing.DestinationsResource;
import org.portcullis.appliance.admin.routing.LinesResource;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.appliance.config.RealmSettings;
import org.portcullis.appliance.log.LogSettings;
import org.portcullis.appliance.log.Logging;
import org.portcullis.core.agent.OptionsPing;
import org.portcullis.core.agent.RegisterClient;
import org.portcullis.core.agent.Relays;
import org.portcullis.core.agent.TextMessages;
import org.portcullis.core.agent.UserAgent;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.Routing;
import org.portcullis.core.call.CallDirectory;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.BoundRouting;
import org.portcullis.core.registration.SourceTally;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.transaction.MessageRouter;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.socket.Transports;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.relay.RelayEngine;
import org.portcullis.routing.resolve.Names;
import org.portcullis.routing.resolve.ResolvedRouting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running box. {@link #start} returns when it takes calls; {@link #close} ends the live calls
 * with BYE on both legs and returns when every socket is closed.
 */
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    private final Configuration configuration; // that it was started with
    private final Counters counters = new Counters();
    private final RandomGenerator random = new SecureRandom();
    private final IoEventLoopGroup group;

    /** Reads files; a loop would wait for the disk. */
    private final ScheduledExecutorService reloads =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("reload", true));

    private final Certificates certificates;
    private final Transports transports;
    private final Names names;
    private final Directions directions;
    private final CarrierLines lines;
    private final CallDirectory directory = new CallDirectory();
    private final Identities identities;
    private final Reload reload;
    private final List<Worker> workers = new ArrayList<>();
    private final SourceTally registered = new SourceTally();
    private final LocalUsers users;
    private final Edge edge;
    private final Guards guards;
    private final Shares shares;
    private final AdminServer admin;
    private volatile boolean draining;

    private Appliance(
            Configuration configuration,
            Token token,
            String version,
            Function<Configuration, ConfigurationFile.Outcome> source) {
        this.configuration = configuration;
        Logging.apply(configuration.log(), counters);
        IoEngine io = configuration.transport().io();
        group = io.newLoops(configuration.transport().loops());
        List<SipLoop> loops = loops();
        certificates = new Certificates(configuration, counters);
        transports =
                new Transports(
                        io,
                        loops,
                        configuration.realms().stream().map(RealmSettings::realm).toList(),
                        configuration.messages(),
                        configuration.transport().streams(),
                        certificates.engines(),
                        counters);
        names = Names.on(loops.getFirst(), io, configuration.dns(), counters);
        directions = new Directions(configuration, names, counters);
        lines = new CarrierLines(loops.getFirst(), names, new SplittableRandom(), counters);
        users = new LocalUsers(configuration, counters);
        edge = new Edge(configuration, registered::of, counters);
        identities = new Identities(configuration, edge.bans(), random, counters);
        guards = new Guards(configuration, counters);
        shares = new Shares(configuration);
        reload =
                new Reload(
                        configuration,
                        source,
                        List.of(
                                this::prepareOwn,
                                certificates,
                                edge,
                                identities,
                                directions,
                                lines,
                                guards,
                                shares),
                        reloads,
                        counters);
        MediaEngine media = media();
        for (SipLoop loop : loops) {
            workers.add(worker(loop, media));
        }
        admin =
                new AdminServer(
                        AdminLimits.DEFAULT,
                        configuration.admin(),
                        token,
                        new Identity(configuration.node(), version, System.currentTimeMillis()),
                        () -> draining ? Optional.of("draining") : Optional.empty(),
                        new Snapshots(workers),
                        List.of(
                                new LogResource(Logging::level),
                                new ReloadResource(reload),
                                new BansResource(edge.bans(), System::nanoTime),
                                new RegistrationsResource(users.whereabouts(), System::nanoTime),
                                new FraudResource(guards.fraud(), InstantSource.system()),
                                new LimitsResource(guards.limits()::limits),
                                new DestinationsResource(directions::destinations),
                                new LinesResource(lines::views)),
                        random,
                        counters);
    }

    /**
     * Starts the box: every listener is bound, or none.
     *
     * @param source reads the configuration anew for a box that runs with the one it is given
     * @throws IOException naming the address that could not be bound, or the file that could not be
     *     written, and why
     */
    public static Appliance start(
            Configuration configuration,
            Function<Configuration, ConfigurationFile.Outcome> source,
            String version)
            throws IOException {
        Appliance appliance = new Appliance(configuration, token(configuration), version, source);
        try {
            appliance.open();
        } catch (IOException e) {
            appliance.closeSockets();
            throw e;
        }
        return appliance;
    }

    /**
     * Reads the configuration anew and takes it into use, or says in the log why not. Any thread.
     *
     * @param by who wants it, for the log
     */
    public CompletionStage<Reloading.Result> reload(String by) {
        return reload.reload(by);
    }

    /** Lets live calls go on for the configured time, takes no new ones, then ends them. */
    @Override
    public void close() {
        draining = true;
        LOG.info("draining calls={}", calls());
        CompletableFuture<Void> unregistered = lines.end();
        await(Worker::drain, reload.running().shutdown().drain());
        await(unregistered, reload.running().shutdown().hangup());
        int ended = calls();
        await(Worker::hangUp, reload.running().shutdown().hangup());
        LOG.info("stopped ended={} left={}", ended, calls());
        closeSockets();
    }

    private static Token token(Configuration its) throws IOException {
        Optional<Token> written = its.admin().token();
        return written.isPresent()
                ? written.get()
                : TokenFile.readOrMake(its.stateDirectory(), new SecureRandom());
    }

    /** What is no part of its own: the log, the admin server. */
    private Runnable prepareOwn(Configuration next) throws IOException {
        Token token = token(next);
        return () -> {
            relog(next.log());
            admin.use(token, next.admin());
        };
    }

    /** A new queue only where lines look otherwise: what is logged meanwhile would be lost. */
    private void relog(LogSettings next) {
        if (next.format() == reload.running().log().format()) {
            Logging.level(next.level());
        } else {
            Logging.apply(next, counters);
        }
    }

    private MediaEngine media() {
        Map<String, MediaRealm> realms = new HashMap<>();
        configuration.realms().forEach(realm -> realms.put(realm.realm().name(), realm.media()));
        IoEngine io = configuration.transport().io();
        return new RelayEngine(io, realms, SdpLimits.DEFAULT, random, counters);
    }

    private List<SipLoop> loops() {
        Bugs bugs = new Bugs(counters);
        List<SipLoop> loops = new ArrayList<>();
        for (int i = 0; i < configuration.transport().loops(); i++) {
            loops.add(
                    new SipLoop(
                            i, (EventLoop) group.next(), random, System::nanoTime, bugs, counters));
        }
        return loops;
    }

    private Worker worker(SipLoop loop, MediaEngine media) {
        Share share = shares.first();
        TransactionLayer layer =
                new TransactionLayer(loop, configuration.timers(), share.transactions(), counters);
        Admission admission = guards.admission(loop, layer, configuration);
        identities.on(loop, layer);
        Outbound outbound = (realm, target) -> transports.flowTo(loop, realm, target);
        Routing routing =
                lines.over(
                        new ResolvedRouting(
                                directions.on(loop), names, loop, new SplittableRandom()));
        DialogTable dialogs = new DialogTable();
        Bindings bindings =
                new Bindings(
                        layer, share.registrations(), registered, users.whereabouts(), counters);
        Routing routes = new BoundRouting(bindings, users.before(routing));
        CallManager calls =
                new CallManager(layer, outbound, routes, dialogs, directory, media, counters);
        Relays relays =
                new Relays(
                        layer,
                        outbound,
                        routes,
                        dialogs,
                        bindings,
                        users.on(loop, bindings),
                        share.subscriptions(),
                        counters);
        shares.on(loop, layer, relays, bindings);
        layer.user(
                new UserAgent(
                        layer,
                        dialogs,
                        routes,
                        identities.authentication(),
                        admission,
                        calls,
                        relays,
                        counters));
        if (loop.index() == 0) {
            directions.sendOn(loop, new TextMessages(layer, outbound));
            lines.sendBy(new RegisterClient(layer, outbound));
        }
        return new Worker(loop, layer, calls, relays, new OptionsPing(layer, outbound));
    }

    private void open() throws IOException {
        edge.start();
        guards.start();
        users.load(configuration.stateDirectory());
        directions.lookUp(workers.getFirst().loop(), configuration);
        List<TransactionLayer> layers = workers.stream().map(Worker::layer).toList();
        transports.start(edge.gate(), loop -> new MessageRouter(layers, loop));
        InetSocketAddress adminAddress = admin.start();
        users.restore(transports, reloads);
        workers.forEach(worker -> worker.loop().start());
        directions.probeOn(workers.getFirst(), random);
        lines.start(configuration);
        long lookMillis = configuration.transport().certificateCheck().toMillis();
        reloads.scheduleWithFixedDelay(
                certificates::look, lookMillis, lookMillis, TimeUnit.MILLISECONDS);
        LOG.info(
                "ready node={} io={} loops={} admin={}",
                configuration.node(),
                configuration.transport().io().label(),
                workers.size(),
                NetUtil.toSocketAddressString(adminAddress));
    }

    private int calls() {
        return workers.stream().mapToInt(worker -> worker.calls().live()).sum();
    }

    private void await(Function<Worker, CompletableFuture<Void>> step, Duration atMost) {
        CompletableFuture<?>[] all = workers.stream().map(step).toArray(CompletableFuture[]::new);
        await(CompletableFuture.allOf(all), atMost);
    }

    private void await(CompletableFuture<Void> all, Duration atMost) {
        try {
            all.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("still busy calls={}", calls());
        } catch (ExecutionException e) {
            LOG.error("shutdown", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSockets() {
        reloads.shutdownNow();
        guards.close();
        directions.close();
        names.close();
        admin.close();
        transports.close();
        edge.close();
        identities.close();
        users.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
