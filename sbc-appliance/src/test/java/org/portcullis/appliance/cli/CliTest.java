package org.portcullis.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Object> done = new ArrayList<>();
    private final Cli cli =
            new Cli(
                    this::start,
                    this::demo,
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(err, true, UTF_8));

    @TempDir Path directory;

    private Cli.Box start(
            Configuration configuration, Function<Configuration, ConfigurationFile.Outcome> source)
            throws IOException {
        done.add(configuration.node());
        throw new BindException("realms.outside.listen[0]: udp:127.0.0.1:5060: taken");
    }

    private int demo(boolean once) {
        done.add(once);
        return once ? ExitCode.OK : ExitCode.FAILURE;
    }

    @Test
    void shouldPrintItsVersion() {
        assertEquals(ExitCode.OK, cli.execute("version"));
        assertEquals("portcullis " + Version.text() + "\n", out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "demo", "schema", "version", "help"})
    void shouldTellEveryVerb(String verb) {
        assertEquals(ExitCode.OK, cli.execute("help"));
        assertTrue(out().contains("\n  " + verb + " "), out());
    }

    @ParameterizedTest
    @CsvSource({
        "help run, --config=FILE",
        "run --help, --config=FILE",
        "run -h, --config=FILE",
        "help demo, --once"
    })
    void shouldTellWhatAVerbTakes(String arguments, String option) {
        assertEquals(ExitCode.OK, cli.execute(arguments.split(" ", -1)));
        assertTrue(out().contains(option), out());
        assertEquals("", err());
    }

    @ParameterizedTest
    @CsvSource({
        "'', no verb (expected: one of those below)",
        "dance, Unmatched argument at index 0: 'dance'",
        "help dance, dance: no such verb (expected: one of those below)",
        "version --loud, Unknown option: '--loud'",
        "run, Missing required option: '--config=FILE'",
        "run -c, Missing required parameter for option '--config' (FILE)",
        "check -c x --message y, --message and --from (expected: both or neither)",
        "check -c x --from y, --message and --from (expected: both or neither)"
    })
    void shouldRefuseBadUsageAndTellTheRightOne(String arguments, String complaint) {
        String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        assertEquals(ExitCode.USAGE, cli.execute(split));
        assertTrue(err().startsWith("sbc: " + complaint), err());
        assertTrue(err().contains("Usage: sbc"), err());
        assertEquals("", out());
    }

    @Test
    void shouldCheckAGoodFile() throws Exception {
        Path file = Files.writeString(directory.resolve("conf.yaml"), "node: a\n");
        assertEquals(ExitCode.OK, cli.execute("check", "-c", file.toString()));
        assertEquals(file + ": good\n", out());
        assertEquals(List.of(), done);
    }

    @Test
    void shouldTryOutAMessage() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("conf.yaml"),
                        """
                        address-groups: { all: [192.0.2.0/24] }
                        trunks: { a: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1" } }
                        routes: [{ name: none, to: { reject: 480 } }]
                        """);
        Path message =
                Files.writeString(
                        directory.resolve("message.sip"),
                        """
                        OPTIONS sip:us SIP/2.0
                        Via: SIP/2.0/UDP h;branch=z9hG4bKa
                        Max-Forwards: 70
                        From: <sip:a@h>;tag=1
                        To: <sip:us>
                        Call-ID: c
                        CSeq: 1 OPTIONS
                        """);
        String config = file.toString();
        String text = message.toString();
        assertEquals(ExitCode.OK, check(config, text, "a"));
        assertTrue(out().contains("\n\nSIP/2.0 200 OK\n"), out());
        Files.writeString(message, Files.readString(message).replace("OPTIONS", "INVITE"));
        assertEquals(ExitCode.FAILURE, check(config, text, "a"));
        assertTrue(out().contains("\n\nSIP/2.0 480 "), out());
        assertEquals("", err());
        assertEquals(ExitCode.USAGE, check(config, text, "b"));
        assertTrue(err().startsWith("--from b: no such trunk or dispatcher (expected: a)"), err());
        err.reset();
        assertEquals(ExitCode.USAGE, check(config, text + "x", "a"));
        assertTrue(err().startsWith(text + "x: cannot be read (expected: a file"), err());
        assertEquals(List.of(), done);
    }

    private int check(String config, String message, String from) {
        return cli.execute("check", "-c", config, "--message", message, "--from", from);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void shouldTellEveryProblemOfABadFile(String verb) throws Exception {
        Path file = Files.writeString(directory.resolve("conf.yaml"), "node: a b\nfoo: 1\n");
        assertEquals(ExitCode.USAGE, cli.execute(verb, "--config", file.toString()));
        List<String> lines = err().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith(file + ":1:7: node: a b (expected: "), err());
        assertTrue(lines.get(1).startsWith(file + ":2:1: foo: unknown key (expected: "), err());
        assertEquals("", out());
        assertEquals(List.of(), done);
    }

    @Test
    void shouldSayWhatCouldNotBeBound() throws Exception {
        Path file = Files.writeString(directory.resolve("conf.yaml"), "node: edge\n");
        assertEquals(ExitCode.UNAVAILABLE, cli.execute("run", "-c", file.toString()));
        assertEquals("sbc: realms.outside.listen[0]: udp:127.0.0.1:5060: taken\n", err());
        assertEquals(List.of("edge"), done);
    }

    @Test
    void shouldRunTheDemoOnceOrForLong() {
        assertEquals(ExitCode.OK, cli.execute("demo", "--once"));
        assertEquals(ExitCode.FAILURE, cli.execute("demo"));
        assertEquals(List.of(true, false), done);
    }

    @Test
    void shouldPrintTheSchemaAndTheReference() {
        assertEquals(ExitCode.OK, cli.execute("schema"));
        assertTrue(out().startsWith("{\n  \"$schema\""), out());
        out.reset();
        assertEquals(ExitCode.OK, cli.execute("schema", "--markdown"));
        assertTrue(out().startsWith("# Configuration\n"), out());
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
