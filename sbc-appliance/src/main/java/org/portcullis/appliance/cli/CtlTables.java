package org.portcullis.appliance.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.portcullis.security.fraud.Measure;

/** What the admin server answers, for people. */
final class CtlTables {
    private CtlTables() {}

    static String status(Map<String, Object> body) {
        Table table = new Table("NODE", "STATUS", "VERSION", "SINCE");
        table.line(
                Json.text(body, "node"),
                Json.text(body, "status"),
                Json.text(body, "version"),
                Instant.ofEpochMilli(Json.number(body, "startedAtMillis")).toString());
        return table.toString();
    }

    static String calls(Map<String, Object> body) {
        Table table = new Table("ID", "STATE", "TIME", "FROM", "TO", "CALLER", "CALLEE");
        List<?> calls = Json.list(body, "calls");
        for (Object each : calls) {
            if (each instanceof Map<?, ?> call) {
                boolean answered = Json.text(call, "state").equals("answered");
                Map<?, ?> caller = Json.object(call, "caller");
                Map<?, ?> callee = Json.object(call, "callee");
                table.line(
                        Json.text(call, "id"),
                        Json.text(call, "state"),
                        time(Json.number(call, answered ? "talkMillis" : "ageMillis")),
                        uri(Json.text(caller, "remote")),
                        uri(Json.text(caller, "local")),
                        Json.text(caller, "peer"),
                        Json.text(callee, "peer"));
            }
        }
        long total = Json.number(body, "total");
        return total > calls.size()
                ? table + "the newest " + calls.size() + " of " + total + '\n'
                : table.toString();
    }

    static String bans(Map<String, Object> body) {
        Table table = new Table("ADDRESS", "USER", "REASON", "TIMES", "LEFT");
        for (Object each : Json.list(body, "bans")) {
            if (each instanceof Map<?, ?> ban) {
                table.line(
                        Json.text(ban, "address"),
                        Json.text(ban, "user"),
                        Json.text(ban, "reason"),
                        Json.text(ban, "times"),
                        time(Json.number(ban, "leftMillis")));
            }
        }
        return table.toString();
    }

    static String banned(Map<String, Object> body) {
        return Json.text(body, "result") + '\n';
    }

    static String fraud(Map<String, Object> body) {
        Table table =
                new Table(
                        "RULE",
                        "SOURCE",
                        "CALLS/MIN",
                        "CALLS",
                        "CONCURRENT",
                        "SEQUENTIAL",
                        "MINUTES",
                        "BLOCKED");
        List<?> sources = Json.list(body, "sources");
        for (Object each : sources) {
            if (each instanceof Map<?, ?> source) {
                long blockedMillis = Json.number(source, "blockedLeftMillis");
                table.line(
                        Json.text(source, "rule"),
                        Json.text(source, "source"),
                        measured(source, Measure.CALLS_PER_MINUTE),
                        measured(source, Measure.CALLS),
                        measured(source, Measure.CONCURRENT),
                        measured(source, Measure.SEQUENTIAL),
                        measured(source, Measure.MINUTES),
                        blockedMillis > 0 ? time(blockedMillis) : "");
            }
        }
        long total = Json.number(body, "total");
        return total > sources.size()
                ? table.toString() + sources.size() + " of " + total + '\n'
                : table.toString();
    }

    /** The value, and where there are any, the thresholds: {@code 3 (10/20)}. */
    private static String measured(Map<?, ?> source, Measure wanted) {
        for (Object each : Json.list(source, "measures")) {
            if (each instanceof Map<?, ?> its && Json.text(its, "measure").equals(wanted.label())) {
                String value = Json.text(its, "value");
                return its.containsKey("warn") || its.containsKey("critical")
                        ? value + " (" + orNone(its, "warn") + '/' + orNone(its, "critical") + ')'
                        : value;
            }
        }
        return "";
    }

    static String limits(Map<String, Object> body) {
        Table table = new Table("SCOPE", "NAME", "DIRECTION", "LIVE", "CALLS", "CPS", "BURST");
        for (Object each : Json.list(body, "limits")) {
            if (each instanceof Map<?, ?> limit) {
                table.line(
                        Json.text(limit, "scope"),
                        Json.text(limit, "name"),
                        Json.text(limit, "direction"),
                        Json.text(limit, "live"),
                        orNone(limit, "calls"),
                        orNone(limit, "cps"),
                        orNone(limit, "burst"));
            }
        }
        return table.toString();
    }

    static String lines(Map<String, Object> body) {
        Table table = new Table("TRUNK", "STATE", "AT", "EXPIRES", "NEXT", "FAILURES", "ERROR");
        for (Object each : Json.list(body, "lines")) {
            if (each instanceof Map<?, ?> line) {
                table.line(
                        Json.text(line, "trunk"),
                        Json.text(line, "state"),
                        orNone(line, "registrar"),
                        time(1_000 * Json.number(line, "expiresInSeconds")),
                        time(1_000 * Json.number(line, "nextInSeconds")),
                        Json.text(line, "failures"),
                        orNone(line, "lastError"));
            }
        }
        return table.toString();
    }

    private static String orNone(Map<?, ?> object, String name) {
        String value = Json.text(object, name);
        return value.isEmpty() ? "-" : value;
    }

    /** The URI of a From or To header without its display name and parameters. */
    private static String uri(String party) {
        int open = party.indexOf('<');
        int close = party.indexOf('>', open);
        return open >= 0 && close > open ? party.substring(open + 1, close) : party;
    }

    private static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        String clock = two(time.toMinutesPart()) + ':' + two(time.toSecondsPart());
        return time.toHours() > 0 ? time.toHours() + ":" + clock : clock;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
