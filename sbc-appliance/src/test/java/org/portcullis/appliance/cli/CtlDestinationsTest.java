package org.portcullis.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.appliance.admin.TestAdmin;
import org.portcullis.appliance.admin.routing.DestinationsResource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.dispatch.Destination;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/** The verbs for destinations against a server that runs. */
class CtlDestinationsTest {
    private static final Realm INSIDE =
            new Realm("inside", List.of(ListenPoint.parse("udp:10.0.0.1:5060")), Trust.TRUSTED);

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Destination> destinations =
            List.of(
                    destination(new Origin.Trunk("carrier"), "sip:10.0.0.9"),
                    destination(new Origin.Dispatcher("pbx"), "sip:10.0.0.2"),
                    destination(new Origin.Dispatcher("pbx"), "sip:10.0.0.3;transport=udp"),
                    destination(new Origin.Dispatcher("other"), "sip:10.0.0.2"));
    private final AdminServer server =
            TestAdmin.server(
                    TestAdmin.calls(
                            most ->
                                    CompletableFuture.completedStage(
                                            new LiveCalls.Newest(0, List.of()))),
                    List.of(new DestinationsResource(() -> destinations)));
    private String address = "";
    private Path token = Path.of("");

    @BeforeEach
    void start() throws IOException {
        address = "127.0.0.1:" + server.start().getPort();
        token = Files.writeString(directory.resolve("t"), TestAdmin.TOKEN.value() + "\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldShowTrunksAndDestinations() {
        assertEquals(ExitCode.OK, ctl("trunks"));
        assertEquals(
                """
                TRUNK REALM DESTINATION STATE CALLS ATTEMPTS ANSWERS
                carrier inside sip:10.0.0.9 active 0 0 0
                """,
                squeezed());
        assertEquals(ExitCode.OK, ctl("destinations"));
        assertEquals(
                """
                PEER DUID DESTINATION STATE WEIGHT RWEIGHT PRIORITY CALLS PICKS LATENCY
                carrier - sip:10.0.0.9 active 1 1 0 0 0 -
                pbx - sip:10.0.0.2 active 1 1 0 0 0 -
                pbx - sip:10.0.0.3;transport=udp active 1 1 0 0 0 -
                other - sip:10.0.0.2 active 1 1 0 0 0 -
                """,
                squeezed());
    }

    @Test
    void shouldDrainDisableEnableAndWeigh() {
        assertEquals(ExitCode.OK, ctl("drain", "sip:10.0.0.3;transport=udp"));
        assertEquals("pbx sip:10.0.0.3;transport=udp draining weight 1 calls 0\n", squeezed());
        assertEquals(DestinationState.DRAINING, destinations.get(2).view().state());
        assertEquals(ExitCode.OK, ctl("disable", "sip:10.0.0.9"));
        assertEquals(DestinationState.DISABLED, destinations.get(0).view().state());
        assertEquals(ExitCode.OK, ctl("enable", "sip:10.0.0.9"));
        assertEquals(DestinationState.ACTIVE, destinations.get(0).view().state());
        assertEquals(ExitCode.OK, ctl("weight", "sip:10.0.0.9", "70", "--json"));
        assertEquals(70, destinations.get(0).view().weight());
        assertEquals(ExitCode.OK, ctl("drain", "sip:10.0.0.2", "--peer", "other"));
        assertEquals(DestinationState.DRAINING, destinations.get(3).view().state());
        assertEquals(DestinationState.ACTIVE, destinations.get(1).view().state());
    }

    @ParameterizedTest
    @CsvSource({
        "drain nobody, 1, 'destination: nobody: no such (expected: a duid or URI of the list)'",
        "drain sip:10.0.0.2, 1, 'several have it (expected: peer, one of pbx, other)'",
        "weight sip:10.0.0.9 1001, 64, 'weight: 1001 (expected: 0-1000)'",
        "weight sip:10.0.0.9 much, 64, 'weight: much (expected: 0-1000)'",
    })
    void shouldSayWhatIsWrong(String verb, int status, String why) {
        assertEquals(status, ctl(verb.split(" ", -1)), this::text);
        assertTrue(text().contains(why), text());
        assertEquals("", squeezed());
    }

    private String text() {
        return err.toString(UTF_8);
    }

    private String squeezed() {
        String text = out.toString(UTF_8).replaceAll(" +", " ").replaceAll(" +\n", "\n");
        out.reset();
        return text;
    }

    private static Destination destination(Origin peer, String uri) {
        return new Destination(
                peer, INSIDE, NextHop.parse(uri), ProbeSettings.DEFAULT, () -> 0, new Counters());
    }

    private int ctl(String... args) {
        List<String> all = new ArrayList<>(List.of("ctl"));
        all.addAll(List.of(args));
        all.addAll(List.of("--server", address, "--token-file", token.toString()));
        return new Cli(
                        (configuration, source) -> {
                            throw new AssertionError("not to be run");
                        },
                        once -> ExitCode.FAILURE,
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8))
                .execute(all.toArray(String[]::new));
    }
}
