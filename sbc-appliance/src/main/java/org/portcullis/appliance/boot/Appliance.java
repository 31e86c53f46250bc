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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.admin.AdminLimits;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.Identity;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.RealmSettings;
import org.portcullis.appliance.emergency.EmergencyNotices;
import org.portcullis.appliance.log.Logging;
import org.portcullis.core.agent.OptionsPing;
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
import org.portcullis.core.registration.RegistrationSettings;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.transaction.MessageRouter;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.TlsEngines;
import org.portcullis.core.transport.socket.Transports;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.relay.RelayEngine;
import org.portcullis.routing.emergency.EmergencyRoutes;
import org.portcullis.routing.probe.Prober;
import org.portcullis.routing.route.Routes;
import org.portcullis.security.admission.SourceGate;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.tls.TlsRealm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running box. {@link #start} returns when it takes calls; {@link #close} ends the live calls
 * with BYE on both legs and returns when every socket is closed.
 */
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    private final Configuration configuration;
    private final Counters counters = new Counters();
    private final RandomGenerator random = new SecureRandom();
    private final IoEventLoopGroup group;
    private final List<TlsRealm> tls = new ArrayList<>();
    private final ScheduledExecutorService certificates =
            Executors.newSingleThreadScheduledExecutor(
                    new DefaultThreadFactory("certificates", true));
    private final Transports transports;
    private final Routes routes;
    private final CallDirectory directory = new CallDirectory();
    private final Routing routing;
    private final Optional<EmergencyNotices> notices;
    private final List<Worker> workers = new ArrayList<>();
    private final Guards guards;
    private final AdminServer admin;
    private volatile boolean draining;

    private Appliance(Configuration configuration, String version) {
        this.configuration = configuration;
        Logging.apply(configuration.log(), counters);
        IoEngine io = configuration.transport().io();
        group = io.newLoops(configuration.transport().loops());
        List<SipLoop> loops = loops();
        transports =
                new Transports(
                        io,
                        loops,
                        configuration.realms().stream().map(RealmSettings::realm).toList(),
                        configuration.messages(),
                        configuration.transport().streams(),
                        tls(),
                        counters);
        routes =
                new Routes(
                        configuration.trunks(),
                        configuration.dispatchers(),
                        configuration.routes(),
                        configuration.profiles(),
                        System::nanoTime,
                        counters);
        notices =
                configuration
                        .emergency()
                        .map(
                                its ->
                                        new EmergencyNotices(
                                                its.notices(), configuration.node(), counters));
        routing = routing();
        guards = new Guards(configuration, counters);
        MediaEngine media = media();
        for (SipLoop loop : loops) {
            workers.add(worker(loop, media));
        }
        admin =
                new AdminServer(
                        AdminLimits.DEFAULT,
                        new Identity(configuration.node(), version, System.currentTimeMillis()),
                        () -> draining ? Optional.of("draining") : Optional.empty(),
                        new Snapshots(workers),
                        counters);
    }

    /**
     * Starts the box: every listener is bound, or none.
     *
     * @throws IOException naming the address that could not be bound and why
     */
    public static Appliance start(Configuration configuration, String version) throws IOException {
        Appliance appliance = new Appliance(configuration, version);
        try {
            appliance.open();
        } catch (IOException e) {
            appliance.closeSockets();
            throw e;
        }
        return appliance;
    }

    /** Lets live calls go on for the configured time, takes no new ones, then ends them. */
    @Override
    public void close() {
        draining = true;
        LOG.info("draining calls={}", calls());
        await(Worker::drain, configuration.shutdown().drain());
        int ended = calls();
        await(Worker::hangUp, configuration.shutdown().hangup());
        LOG.info("stopped ended={} left={}", ended, calls());
        closeSockets();
    }

    private Map<String, TlsEngines> tls() {
        Map<String, TlsEngines> engines = new HashMap<>();
        for (RealmSettings realm : configuration.realms()) {
            String name = realm.realm().name();
            realm.tls()
                    .map(tls -> new TlsRealm(name, tls, InstantSource.system(), counters))
                    .ifPresent(
                            made -> {
                                tls.add(made);
                                engines.put(name, made);
                            });
        }
        return engines;
    }

    /** Files are read on a thread of their own; a loop would wait for the disk. */
    private void watchCertificates() {
        long millis = configuration.transport().certificateCheck().toMillis();
        for (TlsRealm realm : tls) {
            certificates.scheduleWithFixedDelay(
                    () -> reload(realm), millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static void reload(TlsRealm realm) {
        try {
            realm.reloadIfChanged();
        } catch (RuntimeException e) {
            LOG.error("certificates could not be looked at", e); // and are again, the next time
        }
    }

    private Routing routing() {
        return configuration.emergency().isEmpty()
                ? routes
                : new EmergencyRoutes(
                        routes,
                        configuration.emergency().get().routes(),
                        notices.orElseThrow(),
                        InstantSource.system(),
                        counters);
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
        // Each loop has its share of what the box takes in all.
        int loops = configuration.transport().loops();
        int transactions = Math.ceilDiv(configuration.limits().transactions(), loops);
        TransactionLayer layer =
                new TransactionLayer(loop, configuration.timers(), transactions, counters);
        Admission admission = guards.admission(loop, layer, transactions, configuration);
        Outbound outbound = (realm, target) -> transports.flowTo(loop, realm, target);
        DialogTable dialogs = new DialogTable();
        Bindings bindings =
                new Bindings(
                        layer,
                        new RegistrationSettings(
                                Math.ceilDiv(configuration.limits().registrations(), loops),
                                configuration.registration().keepAlive().toNanos()),
                        counters);
        Routing routes = new BoundRouting(bindings, routing);
        CallManager calls =
                new CallManager(
                        layer,
                        outbound,
                        routes,
                        dialogs,
                        directory,
                        media,
                        // Admission counts over all loops, so no loop needs a share.
                        configuration.limits().calls().in().calls(),
                        counters);
        Relays relays =
                new Relays(
                        layer,
                        outbound,
                        routes,
                        dialogs,
                        bindings,
                        Math.ceilDiv(configuration.limits().subscriptions(), loops),
                        counters);
        layer.user(new UserAgent(layer, dialogs, routes, admission, calls, relays, counters));
        if (loop.index() == 0) {
            notices.ifPresent(its -> its.sendOn(loop, new TextMessages(layer, outbound)));
        }
        return new Worker(loop, layer, calls, relays, new OptionsPing(layer, outbound));
    }

    private void open() throws IOException {
        long nowNanos = System.nanoTime();
        FloodLimiter flood =
                new FloodLimiter(
                        configuration.flood(),
                        configuration.addresses().groups(configuration.flood().exempt())::contains,
                        counters,
                        nowNanos);
        List<TransactionLayer> layers = workers.stream().map(Worker::layer).toList();
        transports.start(
                new SourceGate(flood, counters, nowNanos), loop -> new MessageRouter(layers, loop));
        InetSocketAddress adminAddress = admin.start(configuration.admin());
        workers.forEach(worker -> worker.loop().start());
        probe(workers.getFirst());
        watchCertificates();
        guards.start();
        LOG.info(
                "ready node={} io={} loops={} admin={}",
                configuration.node(),
                configuration.transport().io().label(),
                workers.size(),
                NetUtil.toSocketAddressString(adminAddress));
    }

    /** One loop probes for all: what it learns of a destination is shared. */
    private void probe(Worker worker) {
        Prober prober =
                new Prober(
                        routes.probed(),
                        (target, realm, uri, timeout, status) ->
                                worker.pings().send(realm, target, uri, timeout, status),
                        random,
                        System.nanoTime());
        worker.loop().post(() -> worker.probe(prober));
    }

    private int calls() {
        return workers.stream().mapToInt(worker -> worker.calls().live()).sum();
    }

    private void await(Function<Worker, CompletableFuture<Void>> step, Duration atMost) {
        CompletableFuture<?>[] all = workers.stream().map(step).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(all).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("still busy calls={}", calls());
        } catch (ExecutionException e) {
            LOG.error("shutdown", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSockets() {
        certificates.shutdownNow();
        guards.close();
        notices.ifPresent(EmergencyNotices::close);
        admin.close();
        transports.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
