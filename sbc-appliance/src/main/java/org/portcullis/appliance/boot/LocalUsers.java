package org.portcullis.appliance.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.RegistrationKeys;
import org.portcullis.core.agent.LocalRegistrar;
import org.portcullis.core.border.Routing;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.Location;
import org.portcullis.core.registration.UserRouting;
import org.portcullis.core.registration.Whereabouts;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.DatabaseState;
import org.portcullis.core.sql.Outcome;
import org.portcullis.core.transaction.MessageRouter;
import org.portcullis.core.transport.socket.Transports;
import org.portcullis.routing.registrar.LocationStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registrar of the box, where it is one, with what it keeps over a restart. */
final class LocalUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalUsers.class);
    private static final long RETRY_SECONDS = 1;

    private final InstantSource clock = InstantSource.system();
    private final Whereabouts whereabouts = new Whereabouts();
    private final List<Desk> desks = new ArrayList<>();
    private final Optional<Registrar> registrar;
    private Outcome<List<Location>> loaded = new Outcome.Unavailable<>();

    /** One loop with its registrations. */
    private record Desk(SipLoop loop, Bindings bindings) {}

    private record Registrar(RegistrationKeys.Local its, Database database, LocationStore store) {}

    LocalUsers(Configuration configuration, Counters counters) {
        this.registrar =
                configuration
                        .registration()
                        .local()
                        .map(its -> registrar(its, configuration.node(), counters));
        if (registrar.isPresent()) {
            counters.gauge(
                    "portcullis_registered_users",
                    "Users that have registered with the box and are somewhere.",
                    whereabouts::users);
        }
    }

    private Registrar registrar(RegistrationKeys.Local its, String node, Counters counters) {
        Database database =
                new Database(
                        its.store(),
                        new DatabaseState("registrations", counters),
                        System::nanoTime);
        return new Registrar(its, database, new LocationStore(database, node, clock, counters));
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    /** The registrar for one more loop. */
    Optional<LocalRegistrar> on(SipLoop loop, Bindings bindings) {
        desks.add(new Desk(loop, bindings));
        return registrar.map(its -> new LocalRegistrar(its.its().settings(), its.store(), clock));
    }

    /** The routes of a loop, behind those to users. */
    Routing before(Routing routes) {
        return registrar
                .<Routing>map(its -> new UserRouting(whereabouts, its.its().settings(), routes))
                .orElse(routes);
    }

    /**
     * Reads the registrations of before the restart, before the box takes requests.
     *
     * @throws IOException if they are in a file that cannot be used
     */
    void load(Path state) throws IOException {
        if (registrar.isEmpty()) {
            return;
        }
        boolean embedded = registrar.get().its().store().embedded();
        if (embedded) {
            Files.createDirectories(state);
        }
        loaded = registrar.get().store().load().join();
        if (embedded && loaded instanceof Outcome.Unavailable) {
            throw new IOException(
                    "registrations: the file in "
                            + state
                            + " cannot be used (expected: one that this user can write)");
        }
    }

    /**
     * Takes what was read into use. Where it is with a server that did not answer, that is asked
     * again and again.
     */
    void restore(Transports transports, ScheduledExecutorService retries) {
        registrar.ifPresent(
                its -> {
                    if (!restored(loaded, transports)) {
                        retry(its, transports, retries);
                    }
                });
        loaded = new Outcome.Unavailable<>();
    }

    private void retry(Registrar its, Transports transports, ScheduledExecutorService retries) {
        Runnable again =
                () -> {
                    if (!restored(its.store().load().join(), transports)) {
                        retry(its, transports, retries);
                    }
                };
        retries.schedule(again, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    private boolean restored(Outcome<List<Location>> outcome, Transports transports) {
        return switch (outcome) {
            case Outcome.Unavailable<List<Location>>() -> false;
            case Outcome.Answer<List<Location>>(List<Location> locations) -> {
                List<List<Location>> shares = new ArrayList<>();
                desks.forEach(desk -> shares.add(new ArrayList<>()));
                for (Location location : locations) {
                    shares.get(MessageRouter.ownerOfUser(location.user(), desks.size()))
                            .add(location);
                }
                List<CompletableFuture<Void>> done = new ArrayList<>();
                for (int i = 0; i < desks.size(); i++) {
                    Desk desk = desks.get(i);
                    List<Location> share = shares.get(i);
                    done.add(
                            CompletableFuture.runAsync(
                                    () -> restore(desk, share, transports),
                                    desk.loop().executor()));
                }
                CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
                LOG.info("registrations restored count={}", locations.size());
                yield true;
            }
        };
    }

    private void restore(Desk desk, List<Location> share, Transports transports) {
        long nowNanos = desk.loop().nowNanos();
        long nowMillis = clock.millis();
        for (Location its : share) {
            long untilNanos =
                    nowNanos + TimeUnit.MILLISECONDS.toNanos(its.untilMillis() - nowMillis);
            transports
                    .datagrams(desk.loop(), its.realm(), its.listen(), its.remote())
                    .ifPresent(flow -> desk.bindings().restore(its, flow, untilNanos, nowNanos));
        }
    }

    @Override
    public void close() {
        registrar.ifPresent(its -> its.database().close());
    }
}
