package org.portcullis.appliance.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.portcullis.appliance.check.MessageCheck;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.appliance.config.ConfigurationReference;
import org.portcullis.appliance.log.Logging;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The verbs of {@code sbc}. Told to picocli in code: its annotations would be looked for by
 * reflection at every start.
 */
public final class Cli {
    private final Starter starter;
    private final Demo demo;
    private final PrintStream out;
    private final PrintStream err;
    private final CommandLine commands = commands();

    /**
     * @param starter what {@code run} starts
     * @param demo what {@code demo} does
     */
    public Cli(Starter starter, Demo demo) {
        this(starter, demo, System.out, System.err);
    }

    Cli(Starter starter, Demo demo, PrintStream out, PrintStream err) {
        this.starter = starter;
        this.demo = demo;
        this.out = out;
        this.err = err;
    }

    /** Starts the box. */
    public interface Starter {
        /**
         * @param source reads the file anew, for a box that runs with the configuration it is given
         * @throws IOException naming the address that could not be bound and why
         */
        Box start(
                Configuration configuration,
                Function<Configuration, ConfigurationFile.Outcome> source)
                throws IOException;
    }

    /** A box that runs. */
    public interface Box {
        /**
         * Reads the configuration anew and takes it into use, or says in the log why not.
         *
         * @param by who wants it, for the log
         */
        void reload(String by);

        void close();
    }

    /** Starts the box with everything that a call needs, and calls through it. */
    public interface Demo {
        /**
         * @param once to return after the calls; else it stays up until it is told to stop
         * @return an {@link ExitCode}
         * @throws IOException naming the address that could not be bound and why
         */
        int run(boolean once) throws IOException;
    }

    /**
     * Does what the arguments say. Returns an {@link ExitCode}, or never where the box was to run
     * and did.
     */
    public int execute(String... arguments) {
        try {
            return execute(commands.parseArgs(arguments));
        } catch (ParameterException e) {
            complain(String.valueOf(e.getMessage()));
            err.println(e.getCommandLine().getUsageMessage().stripTrailing());
            return ExitCode.USAGE;
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
            return ExitCode.UNAVAILABLE;
        }
    }

    private int execute(ParseResult result) throws IOException {
        ParseResult verb = result.subcommand();
        if (verb == null) {
            throw new ParameterException(commands, "no verb (expected: one of those below)");
        }
        if (verb.isUsageHelpRequested()) {
            return print(verb.commandSpec().commandLine().getUsageMessage());
        }
        return switch (verb.commandSpec().name()) {
            case "run" -> run(file(verb));
            case "check" -> check(verb);
            case "demo" -> demo.run(verb.hasMatchedOption("--once"));
            case "schema" ->
                    print(
                            verb.hasMatchedOption("--markdown")
                                    ? ConfigurationReference.markdown()
                                    : ConfigurationReference.jsonSchema());
            case "ctl" -> ctl(verb);
            case "completion" -> print(AutoComplete.bash("sbc", commands));
            case "version" -> print("portcullis " + Version.text() + '\n');
            case "help" -> help(verb.matchedPositionalValue(0, ""));
            default -> throw new AssertionError(verb.commandSpec().name());
        };
    }

    private int ctl(ParseResult verb) {
        ParseResult what = verb.subcommand();
        if (what == null) {
            throw new ParameterException(
                    verb.commandSpec().commandLine(),
                    "ctl: no verb (expected: one of those below)");
        }
        return what.isUsageHelpRequested()
                ? print(what.commandSpec().commandLine().getUsageMessage())
                : new Ctl(out, err).execute(what);
    }

    private int run(Path file) throws IOException {
        return switch (ConfigurationFile.read(file)) {
            case ConfigurationFile.Accepted accepted -> {
                Termination.serve(
                        () -> {
                            Box box =
                                    starter.start(
                                            accepted.configuration(),
                                            running -> ConfigurationFile.read(file, running));
                            HangupSignal.each(() -> box.reload("SIGHUP"));
                            return () -> {
                                box.close();
                                Logging.stop();
                            };
                        });
                yield ExitCode.OK;
            }
            case ConfigurationFile.Refused refused -> refuse(refused.problems());
        };
    }

    private int check(ParseResult verb) throws IOException {
        Path message = verb.matchedOptionValue("--message", Path.of(""));
        String from = verb.matchedOptionValue("--from", "");
        boolean tried = verb.hasMatchedOption("--message");
        if (tried != verb.hasMatchedOption("--from")) {
            throw new ParameterException(
                    verb.commandSpec().commandLine(),
                    "--message and --from (expected: both or neither)");
        }
        return switch (ConfigurationFile.read(file(verb))) {
            case ConfigurationFile.Accepted accepted ->
                    tried
                            ? check(accepted.configuration(), message, from)
                            : print(file(verb) + ": good\n");
            case ConfigurationFile.Refused refused -> refuse(refused.problems());
        };
    }

    private int check(Configuration configuration, Path message, String from) throws IOException {
        if (!Files.isReadable(message)) {
            return refuse(List.of(message + ": cannot be read (expected: a file with a request)"));
        }
        return switch (new MessageCheck(configuration).check(message, from)) {
            case MessageCheck.Leaves leaves -> print(leaves.text());
            case MessageCheck.Refused refused -> {
                print(refused.text());
                yield ExitCode.FAILURE;
            }
            case MessageCheck.Unusable unusable -> refuse(List.of(unusable.problem()));
        };
    }

    private int refuse(List<String> problems) {
        problems.forEach(err::println);
        return ExitCode.USAGE;
    }

    private int help(String verb) {
        CommandLine asked = commands.getSubcommands().get(verb);
        if (asked == null && !verb.isEmpty()) {
            throw new ParameterException(
                    commands, verb + ": no such verb (expected: one of those below)");
        }
        return print((asked == null ? commands : asked).getUsageMessage());
    }

    private int print(String text) {
        out.print(text);
        out.flush();
        return ExitCode.OK;
    }

    private void complain(String what) {
        err.println("sbc: " + what);
    }

    private static Path file(ParseResult verb) {
        return verb.matchedOptionValue("-c", Path.of(""));
    }

    private static CommandLine commands() {
        CommandSpec sbc = CommandSpec.create().name("sbc");
        sbc.usageMessage().description("Portcullis, a session border controller.");
        OptionSpec.Builder file =
                OptionSpec.builder("-c", "--config")
                        .paramLabel("FILE")
                        .type(Path.class)
                        .required(true)
                        .description("The configuration file.");
        verb(sbc, "run", "Runs the SBC until SIGTERM.").addOption(file.build());
        verb(
                        sbc,
                        "check",
                        "Reports every mistake in a configuration file, or prints what leaves for"
                                + " a request.")
                .addOption(file.build())
                .addOption(
                        OptionSpec.builder("--message")
                                .paramLabel("FILE")
                                .type(Path.class)
                                .description("A request to try out; nothing is sent.")
                                .build())
                .addOption(
                        OptionSpec.builder("--from")
                                .paramLabel("TRUNK")
                                .type(String.class)
                                .description("The trunk or dispatcher that it comes from.")
                                .build());
        verb(sbc, "demo", "Calls through the SBC with everything it needs built in.")
                .addOption(
                        OptionSpec.builder("--once").description("End after the calls.").build());
        CtlCommands.add(verb(sbc, "ctl", "Asks the SBC that runs."));
        verb(sbc, "completion", "Prints a completion of these verbs for bash.");
        verb(sbc, "schema", "Prints the JSON Schema of the configuration file.")
                .addOption(
                        OptionSpec.builder("--markdown")
                                .description("Its reference instead.")
                                .build());
        verb(sbc, "version", "Prints the version.");
        verb(sbc, "help", "Prints this, or what a verb takes.")
                .addPositional(
                        PositionalParamSpec.builder()
                                .paramLabel("VERB")
                                .arity("0..1")
                                .type(String.class)
                                .build());
        return new CommandLine(sbc);
    }

    static CommandSpec verb(CommandSpec sbc, String name, String description) {
        CommandSpec verb = CommandSpec.create();
        verb.usageMessage().description(description);
        verb.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Print this.")
                        .build());
        sbc.addSubcommand(name, verb);
        return verb;
    }
}
