package org.portcullis.routing.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.registration.ContactField;
import org.portcullis.core.registration.Location;
import org.portcullis.core.registration.LocationKeeper;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.DatabaseSettings;
import org.portcullis.core.sql.DatabaseState;
import org.portcullis.core.sql.Outcome;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.core.testing.Postgres;

class LocationStoreTest {
    private static final long NOW_MILLIS = 1_700_000_000_000L;

    private final Counters counters = new Counters();
    private long nowMillis = NOW_MILLIS;
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);

    @TempDir private Path directory;

    private Database open(String url) {
        return new Database(
                new DatabaseSettings(
                        url,
                        Optional.of(Postgres.USER),
                        Optional.of(Postgres.PASSWORD),
                        false,
                        1,
                        64,
                        Duration.ofSeconds(60)),
                new DatabaseState("registrations", counters),
                System::nanoTime);
    }

    private LocationStore store(Database database, String node) {
        return new LocationStore(database, node, clock, counters);
    }

    private String file() {
        return "jdbc:sqlite:" + directory.resolve("registrations.db");
    }

    private static Location location(int i, int version) {
        String host = i % 2 == 0 ? "192.0.2." + i % 200 : "2001:db8::" + i % 200;
        SipUri uri =
                (SipUri)
                        Uri.parse(AsciiString.of("sip:user" + i + "@192.168.0.1:5060;ob"))
                                .orElseThrow();
        return new Location(
                AsciiString.of("reg-" + i),
                AsciiString.of("user" + i + "\u00e9"),
                "outside",
                "udp:192.0.2.1:5060",
                new InetSocketAddress(host, 1024 + i),
                new ContactField(
                        uri,
                        AsciiString.of("0.5"),
                        AsciiString.of("\"<urn:uuid:" + i + ">\""),
                        i % 3,
                        -1),
                AsciiString.of("call-" + i),
                version,
                i % 2 == 0
                        ? List.of()
                        : List.of(AsciiString.of("<sip:a;lr>"), AsciiString.of("<sip:b;lr>")),
                NOW_MILLIS + 1_000L * (i + 1));
    }

    private static boolean kept(CompletionStage<Boolean> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static List<Location> load(LocationStore store) throws Exception {
        return switch (store.load().get(60, TimeUnit.SECONDS)) {
            case Outcome.Answer<List<Location>>(List<Location> found) ->
                    found.stream()
                            .sorted(Comparator.comparing(its -> its.id().toString()))
                            .toList();
            case Outcome.Unavailable<List<Location>>() -> throw new AssertionError("unavailable");
        };
    }

    /** Against a map: many changes at once, in any order, and a restart in between. */
    private void assertKeeps(String url) throws Exception {
        Random random = new Random(42);
        Map<String, Location> model = new HashMap<>();
        for (int round = 1; round <= 3; round++) {
            try (Database database = open(url)) {
                LocationStore store = store(database, "one");
                assertEquals(
                        model.values().stream()
                                .sorted(Comparator.comparing(its -> its.id().toString()))
                                .toList(),
                        load(store));
                List<CompletionStage<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    Location location = location(random.nextInt(100), i);
                    String id = location.id().toString();
                    if (random.nextInt(4) == 0) {
                        model.remove(id);
                        all.add(store.keep(List.of(new LocationKeeper.Drop(id))));
                    } else {
                        model.put(id, location);
                        all.add(store.keep(List.of(new LocationKeeper.Put(location))));
                    }
                }
                for (CompletionStage<Boolean> each : all) {
                    assertTrue(kept(each));
                }
            }
        }
        try (Database database = open(url)) {
            assertEquals(List.of(), load(store(database, "two")), "of another node");
            nowMillis = NOW_MILLIS + 50_000;
            List<Location> left = load(store(database, "one"));
            assertTrue(left.stream().allMatch(its -> its.untilMillis() > nowMillis));
            assertEquals(
                    model.values().stream().filter(its -> its.untilMillis() > nowMillis).count(),
                    left.size());
        }
    }

    @Test
    void shouldKeepLocationsInAFile() throws Exception {
        assertKeeps(file());
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldKeepLocationsOnAServer() throws Exception {
        try (Postgres server = Postgres.start()) {
            assertKeeps(server.url());
        }
    }

    @Test
    void shouldWriteManyTogether() throws Exception {
        try (Database database = open(file())) {
            LocationStore store = store(database, "one");
            load(store);
            List<CompletionStage<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                all.add(store.keep(List.of(new LocationKeeper.Put(location(i, 1)))));
            }
            for (CompletionStage<Boolean> each : all) {
                assertTrue(kept(each));
            }
            long questions =
                    counters.counter(
                                    "portcullis_database_questions_total",
                                    "",
                                    "database",
                                    "registrations",
                                    "result",
                                    "answered")
                            .value();
            assertTrue(questions < 5_000, questions + " transactions");
            assertEquals(20_000, load(store).size());
        }
    }

    @Test
    void shouldForgetWhatIsOverNowAndThen() throws Exception {
        try (Database database = open(file())) {
            LocationStore store = store(database, "one");
            load(store);
            assertTrue(kept(store.keep(List.of(new LocationKeeper.Put(location(1, 1))))));
            nowMillis += 3_600_000;
            assertTrue(kept(store.keep(List.of(new LocationKeeper.Drop("other")))));
            nowMillis = NOW_MILLIS;
            assertEquals(List.of(), load(store), "it is not only hidden");
        }
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldSayThatItKeepsNothingWhileTheServerIsAway() throws Exception {
        try (Postgres server = Postgres.start();
                Database database = open(server.url())) {
            LocationStore store = store(database, "one");
            load(store);
            assertTrue(kept(store.keep(List.of(new LocationKeeper.Put(location(1, 1))))));
            server.stop();
            assertEquals(false, kept(store.keep(List.of(new LocationKeeper.Put(location(2, 1))))));
            assertInstanceOf(Outcome.Unavailable.class, store.load().get(60, TimeUnit.SECONDS));
            server.restart();
            while (!kept(store.keep(List.of(new LocationKeeper.Put(location(3, 1)))))) {
                Thread.onSpinWait(); // it is left alone for a second
            }
            assertEquals(2, load(store).size());
        }
    }
}
