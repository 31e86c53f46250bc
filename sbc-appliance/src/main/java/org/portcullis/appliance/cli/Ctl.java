package org.portcullis.appliance.cli;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** {@code sbc ctl}: asks the box that runs, by its admin server. */
final class Ctl {
    private final PrintStream out;
    private final PrintStream err;

    Ctl(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Returns an {@link ExitCode}. */
    int execute(ParseResult verb) {
        return switch (AdminAccess.find(
                verb.matchedOptionValue("--config", Path.of("")),
                verb.matchedOptionValue("--server", ""),
                verb.matchedOptionValue("--token-file", Path.of("")),
                System::getenv)) {
            case AdminAccess.Known known -> ask(verb, new AdminClient(known));
            case AdminAccess.Wrong(List<String> problems) -> {
                problems.forEach(err::println);
                yield ExitCode.USAGE;
            }
        };
    }

    private int ask(ParseResult verb, AdminClient client) {
        return switch (verb.commandSpec().name()) {
            case "status" -> show(verb, client.get("/status"), CtlTables::status);
            case "calls" -> show(verb, client.get("/calls"), CtlTables::calls);
            case "hangup" ->
                    show(
                            verb,
                            client.delete("/calls/" + encoded(argument(verb))),
                            body -> body.get("id") + " hung up\n");
            case "bans" -> show(verb, client.get("/bans"), CtlTables::bans);
            case "ban" -> show(verb, client.post("/bans", ban(verb)), CtlTables::banned);
            case "unban" -> show(verb, client.delete(lifted(verb)), body -> "lifted\n");
            case "fraud" -> show(verb, client.get("/fraud"), CtlTables::fraud);
            case "fraud-reset" -> show(verb, client.delete(forgotten(verb)), body -> "reset\n");
            case "lines" -> show(verb, client.get("/lines"), CtlTables::lines);
            case "limits" -> show(verb, client.get("/limits"), CtlTables::limits);
            case "destinations" ->
                    show(verb, client.get("/destinations"), DestinationTables::destinations);
            case "trunks" -> show(verb, client.get("/trunks"), DestinationTables::trunks);
            case "drain", "enable", "disable", "weight" ->
                    show(verb, changed(verb, client), DestinationTables::changed);
            case "reload" -> show(verb, client.post("/reload"), body -> "reloaded\n");
            case "log" ->
                    show(
                            verb,
                            client.post("/log", Map.of("level", argument(verb))),
                            body -> "log level " + body.get("level") + '\n');
            default -> throw new AssertionError(verb.commandSpec().name());
        };
    }

    /** Turns the body of an answer into what people read. */
    private interface View {
        String of(Map<String, Object> body);
    }

    private int show(ParseResult verb, AdminClient.Reply reply, View view) {
        return switch (reply) {
            case AdminClient.Good good -> {
                out.print(verb.hasMatchedOption("--json") ? good.text() : view.of(good.members()));
                out.flush();
                yield ExitCode.OK;
            }
            case AdminClient.Bad bad -> {
                err.println("sbc: " + Table.printable(bad.why()));
                bad.problems().forEach(problem -> err.println(Table.printable(problem)));
                yield bad.exitCode();
            }
        };
    }

    private static Map<String, String> ban(ParseResult verb) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("address", argument(verb));
        for (String option : List.of("user", "for", "reason")) {
            if (verb.hasMatchedOption("--" + option)) {
                members.put(option, verb.matchedOptionValue("--" + option, ""));
            }
        }
        return members;
    }

    private static String lifted(ParseResult verb) {
        String path = "/bans/" + encoded(argument(verb));
        return verb.hasMatchedOption("--user")
                ? path + "?user=" + encoded(verb.matchedOptionValue("--user", ""))
                : path;
    }

    private static AdminClient.Reply changed(ParseResult verb, AdminClient client) {
        List<String> given = arguments(verb);
        String path =
                "/destinations/" + encoded(given.getFirst()) + '/' + verb.commandSpec().name();
        if (verb.hasMatchedOption("--peer")) {
            path += "?peer=" + encoded(verb.matchedOptionValue("--peer", ""));
        }
        return given.size() > 1
                ? client.post(path, Map.of("weight", given.getLast()))
                : client.post(path);
    }

    private static String forgotten(ParseResult verb) {
        List<String> names = arguments(verb);
        return "/fraud/" + encoded(names.getFirst()) + '/' + encoded(names.getLast());
    }

    private static String argument(ParseResult verb) {
        return arguments(verb).getFirst();
    }

    private static List<String> arguments(ParseResult verb) {
        List<String> all = new ArrayList<>();
        verb.matchedPositionals().forEach(each -> all.add(each.getValue()));
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
