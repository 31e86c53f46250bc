package org.portcullis.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.FraudResource;
import org.portcullis.appliance.admin.LimitsResource;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.appliance.admin.TestAdmin;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Full;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.security.admission.AdmissionControl;
import org.portcullis.security.admission.AdmissionSettings;
import org.portcullis.security.admission.CallLimits;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.admission.TwoWayLimits;
import org.portcullis.security.fraud.FraudControl;
import org.portcullis.security.fraud.FraudRule;
import org.portcullis.security.fraud.FraudSettings;
import org.portcullis.security.fraud.From;
import org.portcullis.security.fraud.Measure;
import org.portcullis.security.fraud.Thresholds;

/** The verbs for limits and fraud against a server that runs. */
class CtlGuardsTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final Origin PBX = new Origin.Dispatcher("pbx");

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile long nowNanos;
    private final FraudControl fraud =
            new FraudControl(
                    rules(), event -> {}, () -> nowNanos, () -> Instant.EPOCH, new Counters());
    private final AdmissionControl limits =
            new AdmissionControl(limits(), fraud, new Counters(), 0);
    private final AdminServer server =
            TestAdmin.server(
                    TestAdmin.calls(
                            most ->
                                    CompletableFuture.completedStage(
                                            new LiveCalls.Newest(0, List.of()))),
                    List.of(
                            new FraudResource(fraud, () -> Instant.ofEpochMilli(5)),
                            new LimitsResource(limits::limits)));
    private String address = "";
    private Path token = Path.of("");

    private static FraudSettings rules() {
        FraudRule rule =
                new FraudRule(
                        "abroad",
                        new From.Anybody(),
                        true,
                        List.of(""),
                        List.of(),
                        Duration.ofHours(24),
                        Map.of(
                                Measure.CALLS, new Thresholds(1, 2),
                                Measure.MINUTES, new Thresholds(5, Thresholds.NONE)),
                        Optional.of(Duration.ofMinutes(10)),
                        403);
        return new FraudSettings(ZoneOffset.UTC, List.of(rule), List.of(), List.of());
    }

    private static AdmissionSettings limits() {
        return new AdmissionSettings(
                new TwoWayLimits(new CallLimits(100, CallLimits.UNLIMITED)),
                Map.of(
                        "outside",
                        new RealmLimits(
                                new TwoWayLimits(CallLimits.NONE, new CallLimits(9, 4, 6, 486)),
                                TwoWayLimits.NONE,
                                TwoWayLimits.NONE,
                                CallLimits.UNLIMITED)),
                Map.of());
    }

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
    void shouldShowWhatTheFraudRulesHaveCounted() {
        assertInstanceOf(Cleared.class, calls("200"));
        for (int i = 0; i < 2; i++) {
            assertInstanceOf(Cleared.class, calls("2/0%200"));
        }
        assertEquals(new Full(403, 0), calls("2/0%200"));
        nowNanos = 90 * SECOND_NANOS;
        assertEquals(ExitCode.OK, ctl("fraud"));
        assertEquals(
                """
                RULE SOURCE CALLS/MIN CALLS CONCURRENT SEQUENTIAL MINUTES BLOCKED
                abroad pbx 2/0%200 0 2 (1/2) 2 2 0 (5/-) 08:30
                abroad pbx 200 0 1 (1/2) 1 1 0 (5/-)
                """,
                out().replaceAll(" +", " "));
        out.reset();
        assertEquals(ExitCode.OK, ctl("fraud", "--json"));
        assertEquals(
                "{'atMillis':5,'total':2,'sources':["
                        + "{'rule':'abroad','source':'pbx 2/0%200','windowLeftMillis':86310000,"
                        + "'blockedLeftMillis':510000,'blockedUntilMillis':510005,'measures':["
                        + measures(2)
                        + "]},{'rule':'abroad','source':'pbx 200','windowLeftMillis':86310000,"
                        + "'measures':["
                        + measures(1)
                        + "]}]}\n",
                out().replace('"', '\''));
    }

    private static String measures(int calls) {
        return "{'measure':'calls-per-minute','value':0},"
                + "{'measure':'calls','value':CALLS,'warn':1,'critical':2},"
                        .replace("CALLS", Integer.toString(calls))
                + ("{'measure':'concurrent','value':" + calls + "},")
                + ("{'measure':'sequential','value':" + calls + "},")
                + "{'measure':'minutes','value':0,'warn':5}";
    }

    @Test
    void shouldShowNoMoreThanPeopleRead() {
        for (int i = 0; i < 501; i++) {
            calls("u" + i);
        }
        assertEquals(ExitCode.OK, ctl("fraud"));
        assertEquals(502, out().lines().count());
        assertEquals("500 of 501", out().lines().toList().getLast());
    }

    @Test
    void shouldLiftABlock() {
        for (int i = 0; i < 3; i++) {
            calls("2/0%200");
        }
        assertEquals(new Full(403, 0), calls("2/0%200"));
        assertEquals(ExitCode.OK, ctl("fraud-reset", "abroad", "pbx 2/0%200"));
        assertEquals("reset\n", out());
        assertInstanceOf(Cleared.class, calls("2/0%200"));
        assertEquals(ExitCode.FAILURE, ctl("fraud-reset", "abroad", "pbx"));
        assertEquals(ExitCode.FAILURE, ctl("fraud-reset", "home", "pbx 2/0%200"));
        assertEquals(
                """
                sbc: rule: abroad, source: pbx: nothing counted (expected: one of the list)
                sbc: rule: home, source: pbx 2/0%200: nothing counted (expected: one of the list)
                """,
                err());
    }

    @Test
    void shouldShowTheLimitsAndWhatTheyCount() {
        List<Ticket> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            calls.add(limits.admitEmergency(invite("200"), PBX, 0).ticket());
        }
        assertEquals(ExitCode.OK, ctl("limits"));
        assertEquals(
                """
                SCOPE  NAME     DIRECTION  LIVE  CALLS  CPS  BURST
                all    all      in         2     100    -    -
                realm  outside  out        0     9      4    6
                peer   pbx      in         2     -      -    -
                """,
                out());
        calls.forEach(Ticket::release);
        out.reset();
        assertEquals(ExitCode.OK, ctl("limits", "--json"));
        assertEquals(
                "{'limits':[{'scope':'all','name':'all','direction':'in','live':0,'calls':100},"
                        + "{'scope':'realm','name':'outside','direction':'out','live':0,"
                        + "'calls':9,'cps':4,'burst':6}]}\n",
                out().replace('"', '\''));
    }

    private Object calls(String user) {
        return fraud.calling(invite(user), PBX, nowNanos);
    }

    private static SipRequest invite(String user) {
        return Messages.request(
                """
                INVITE sip:+4990@192.0.2.1 SIP/2.0
                Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                From: <sip:USER@198.51.100.1>;tag=1
                To: <sip:100@192.0.2.1>
                Call-ID: 1@198.51.100.1
                CSeq: 1 INVITE

                """
                        .replace("USER", user));
    }

    private int ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ctl"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", address, "--token-file", token.toString()));
        Cli cli =
                new Cli(
                        (configuration, source) -> {
                            throw new AssertionError("not to be run");
                        },
                        once -> ExitCode.FAILURE,
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8));
        return cli.execute(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
