package org.portcullis.appliance.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.portcullis.appliance.log.LogSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The verbs of {@code sbc ctl}, and what each takes. */
final class CtlCommands {
    private CtlCommands() {}

    static void add(CommandSpec ctl) {
        verb(ctl, "status", "Who runs, since when, and whether it takes calls.");
        verb(ctl, "calls", "The newest live calls.");
        verb(ctl, "hangup", "Hangs up a call on both legs.")
                .addPositional(argument("ID", "The call's id, as `calls` shows it."));
        verb(ctl, "bans", "The bans in force.");
        verb(ctl, "ban", "Bans an address, or one user from it.")
                .addPositional(argument("ADDRESS", "An IPv4 or IPv6 address."))
                .addOption(text("--user", "USER", "The only user who is banned from there."))
                .addOption(text("--for", "DURATION", "How long, such as 30m or 2d."))
                .addOption(text("--reason", "TEXT", "Why, for the log."));
        verb(ctl, "unban", "Lifts a ban.")
                .addPositional(argument("ADDRESS", "An IPv4 or IPv6 address."))
                .addOption(text("--user", "USER", "The user, where the ban is his alone."));
        verb(ctl, "fraud", "What the fraud rules have counted of whom, and who is blocked.");
        verb(ctl, "fraud-reset", "Forgets what a source has done under a rule; lifts its block.")
                .addPositional(argument(0, "RULE", "The rule's name."))
                .addPositional(argument(1, "SOURCE", "Who is counted, as `fraud` shows it."));
        verb(ctl, "limits", "The live calls against the limits of box, realms and peers.");
        verb(ctl, "trunks", "The trunks that calls can go to.");
        verb(ctl, "destinations", "The destinations of trunks and dispatcher sets.");
        destination(ctl, "drain", "Lets a destination's calls go on and sends no further ones.");
        destination(ctl, "enable", "Sends a destination calls again.");
        destination(ctl, "disable", "Sends a destination no further calls, nor probes.");
        destination(ctl, "weight", "Gives a destination another share.")
                .addPositional(argument(1, "WEIGHT", "0 to 1000."));
        verb(ctl, "lines", "How the box's registrations with its carriers stand.");
        verb(ctl, "reload", "Has the configuration file read anew and taken into use.");
        List<String> levels =
                Stream.of(LogSettings.Level.values())
                        .map(level -> level.name().toLowerCase(Locale.ROOT))
                        .toList();
        verb(ctl, "log", "Changes the level of the log until the next reload.")
                .addPositional(
                        PositionalParamSpec.builder()
                                .paramLabel("LEVEL")
                                .index("0")
                                .arity("1")
                                .required(true)
                                .type(String.class)
                                .completionCandidates(levels)
                                .description("One of " + String.join(", ", levels) + ".")
                                .build());
    }

    private static CommandSpec destination(CommandSpec ctl, String name, String description) {
        return verb(ctl, name, description)
                .addPositional(
                        argument(0, "DEST", "Its duid or its URI, as `destinations` shows them."))
                .addOption(text("--peer", "NAME", "Whose it is, where several have such a one."));
    }

    private static CommandSpec verb(CommandSpec ctl, String name, String description) {
        return Cli.verb(ctl, name, description)
                .addOption(
                        OptionSpec.builder("--json")
                                .description("Print the answer as it came, for programs.")
                                .build())
                .addOption(
                        OptionSpec.builder("-c", "--config")
                                .paramLabel("FILE")
                                .type(Path.class)
                                .description(
                                        "The box's configuration; "
                                                + AdminAccess.INSTALLED
                                                + " by default, if there is one.")
                                .build())
                .addOption(
                        text(
                                "--server",
                                "ADDRESS:PORT",
                                "Where the admin server is, if elsewhere."))
                .addOption(
                        OptionSpec.builder("--token-file")
                                .paramLabel("FILE")
                                .type(Path.class)
                                .description(
                                        "The admin token; else that in "
                                                + AdminAccess.TOKEN_VARIABLE
                                                + ", else the box's own, as configured.")
                                .build());
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static PositionalParamSpec argument(String label, String description) {
        return argument(0, label, description);
    }

    private static PositionalParamSpec argument(int index, String label, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index(Integer.toString(index))
                .arity("1")
                .required(true)
                .type(String.class)
                .description(description)
                .build();
    }
}
