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
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.BansResource;
import org.portcullis.appliance.admin.FakeCalls;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.appliance.admin.LogResource;
import org.portcullis.appliance.admin.ReloadResource;
import org.portcullis.appliance.admin.Reloading;
import org.portcullis.appliance.admin.TestAdmin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.BanTable;

/** The verbs of {@code sbc ctl} against a server that runs. */
class CtlTest {
    private static final List<String> VERBS =
            List.of(
                    "status",
                    "calls",
                    "hangup",
                    "bans",
                    "ban",
                    "unban",
                    "fraud",
                    "fraud-reset",
                    "limits",
                    "reload",
                    "log");

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Object> levels = new ArrayList<>();
    private Reloading.Result reloaded = new Reloading.Done();
    private final BanTable bans =
            new BanTable(
                    BanSettings.DEFAULT,
                    source -> source.getAddress().isLoopbackAddress(),
                    new Counters(),
                    0);
    private final LiveCalls.Newest calls =
            new LiveCalls.Newest(
                    9,
                    List.of(
                            FakeCalls.answered("a", "\"\u001b[31m\" <sip:100@192.0.2.1>;tag=x"),
                            FakeCalls.ringing("b")));
    private final AdminServer server =
            TestAdmin.server(
                    TestAdmin.calls(most -> CompletableFuture.completedStage(calls)),
                    List.of(
                            new LogResource(levels::add),
                            new ReloadResource(by -> CompletableFuture.completedStage(reloaded)),
                            new BansResource(bans, () -> 0)));
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
    void shouldShowTheStatus() {
        assertEquals(ExitCode.OK, ctl("status"));
        assertEquals(
                """
                NODE    STATUS  VERSION  SINCE
                edge-1  ready   1.2      1970-01-01T00:00:00.005Z
                """,
                out());
    }

    @Test
    void shouldShowTheCallsForPeopleAndForPrograms() {
        assertEquals(ExitCode.OK, ctl("calls"));
        assertEquals(
                """
                ID  STATE     TIME   FROM                 TO                    CALLER     CALLEE
                a   answered  01:00  sip:100@192.0.2.1    sip:200@192.0.2.10    carrier-a  pbx
                b   ringing   00:01  sip:4@b              sip:3@a               pbx
                the newest 2 of 9
                """
                        .replaceAll(" +", " "),
                out().replaceAll(" +", " "));
        out.reset();
        assertEquals(ExitCode.OK, ctl("calls", "--json"));
        assertTrue(out().startsWith("{\"atMillis\":"), out());
        assertEquals(-1, out().indexOf('\u001b'));
    }

    @Test
    void shouldBanAndLift() {
        assertEquals(ExitCode.OK, ctl("ban", "192.0.2.7", "--for", "30m", "--reason", "a guess"));
        assertEquals("banned\n", out());
        assertEquals(ExitCode.OK, ctl("ban", "2001:db8::1", "--user", "ann b"));
        out.reset();
        assertEquals(ExitCode.OK, ctl("bans"));
        assertTrue(out().contains("192.0.2.7"), out());
        assertTrue(out().contains("operator  1      30:00"), out());
        assertTrue(out().contains("ann b"), out());
        assertEquals(ExitCode.OK, ctl("unban", "2001:db8::1", "--user", "ann b"));
        assertEquals(ExitCode.OK, ctl("unban", "192.0.2.7"));
        assertEquals(ExitCode.FAILURE, ctl("unban", "192.0.2.7"));
        assertTrue(err().startsWith("sbc: address: 192.0.2.7: not banned"), err());
        assertEquals(List.of(), bans.list(0).stream().filter(ban -> ban.inForce()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "ban 192.0.2, 64, address: 192.0.2 (expected: an IPv4 or IPv6 address)",
        "ban 192.0.2.1 --for 3, 64, 'for: 3 (expected: a time from 1s to 3650d with its unit,'",
        "ban 127.0.0.1, 1, address: 127.0.0.1 (expected: one that is in no exempt group)",
        "log loud, 64, 'level: loud (expected: one of error, warn, info, debug, trace)'",
        "hangup nobody, 1, id: nobody: no such call"
    })
    void shouldSayWhatIsWrong(String verb, int status, String why) {
        assertEquals(status, ctl(verb.split(" ", -1)));
        assertTrue(err().contains(why), err());
        assertEquals("", out());
    }

    @Test
    void shouldHangUpAndSetTheLevel() {
        assertEquals(ExitCode.OK, ctl("hangup", "a"));
        assertEquals(ExitCode.OK, ctl("log", "debug"));
        assertEquals("a hung up\nlog level debug\n", out());
        assertEquals("[DEBUG]", levels.toString());
    }

    @Test
    void shouldReloadOrTellEveryProblem() {
        assertEquals(ExitCode.OK, ctl("reload"));
        assertEquals("reloaded\n", out());
        reloaded = new Reloading.Refused(List.of("f:1:1: a", "f:2:2: b"));
        assertEquals(ExitCode.USAGE, ctl("reload"));
        assertEquals(
                "sbc: the configuration is wrong; nothing has changed\nf:1:1: a\nf:2:2: b\n",
                err());
    }

    @Test
    void shouldSayThatTheTokenIsWrong() throws IOException {
        Files.writeString(token, "a-token-of-another-box\n");
        assertEquals(ExitCode.FAILURE, ctl("status"));
        assertEquals(
                "sbc: a wrong token: the token of "
                        + token
                        + " is not that of the box at "
                        + address
                        + " (expected: the right one in PORTCULLIS_TOKEN or --token-file)\n",
                err());
    }

    @Test
    void shouldSayThatThereIsNoToken() throws IOException {
        Files.delete(token);
        assertEquals(ExitCode.USAGE, ctl("status"));
        assertTrue(err().startsWith("sbc: no admin token: " + token + ": no such file"), err());
    }

    @Test
    void shouldSayThatNoBoxRuns() {
        server.close();
        assertEquals(ExitCode.UNAVAILABLE, ctl("status"));
        assertTrue(err().startsWith("sbc: no answer from " + address + ": "), err());
    }

    @Test
    void shouldFindTheBoxByItsConfiguration() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("conf.yaml"),
                        "realms: { o: { tls: { certificates: [{ chain: none, key: none }] } } }\n"
                                + "admin: { listen: \""
                                + address
                                + "\", token-file: t }\n");
        assertEquals(ExitCode.OK, cli().execute("ctl", "status", "-c", file.toString()));
        Files.writeString(file, "state-directory: s\nadmin: { listen: \"" + address + "\" }\n");
        Files.createDirectory(directory.resolve("s"));
        Files.move(token, directory.resolve("s").resolve("admin.token"));
        assertEquals(ExitCode.OK, cli().execute("ctl", "status", "-c", file.toString()));
        Files.writeString(file, "admin: { listen: here }\n");
        assertEquals(ExitCode.USAGE, cli().execute("ctl", "status", "-c", file.toString()));
        assertTrue(err().startsWith(file + ":1:18: admin.listen: here (expected: "), err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ctl",
                "ctl dance",
                "ctl ban",
                "ctl hangup",
                "ctl fraud-reset r",
                "ctl status --token x"
            })
    void shouldRefuseBadUsage(String arguments) {
        assertEquals(ExitCode.USAGE, cli().execute(arguments.split(" ", -1)));
        assertTrue(err().contains("Usage: sbc"), err());
    }

    @Test
    void shouldCompleteItsVerbsInBash() throws Exception {
        assertEquals(ExitCode.OK, cli().execute("completion"));
        Path script = Files.writeString(directory.resolve("completion"), out());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source \"$0\"; COMP_WORDS=(sbc ctl \"\"); COMP_CWORD=2;"
                                        + " COMP_LINE='sbc ctl '; COMP_POINT=8; _complete_sbc;"
                                        + " echo \"${COMPREPLY[@]}\"",
                                script.toString())
                        .redirectErrorStream(true)
                        .start();
        String words = new String(bash.getInputStream().readAllBytes(), UTF_8);
        for (String verb : VERBS) {
            assertTrue(List.of(words.strip().split("\\s+")).contains(verb), words);
        }
    }

    private int ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ctl"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", address, "--token-file", token.toString()));
        return cli().execute(all.toArray(String[]::new));
    }

    private Cli cli() {
        return new Cli(
                (configuration, source) -> {
                    throw new AssertionError("not to be run");
                },
                once -> ExitCode.FAILURE,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
