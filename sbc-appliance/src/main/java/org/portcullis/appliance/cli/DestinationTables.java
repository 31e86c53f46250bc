package org.portcullis.appliance.cli;

import java.util.Map;

/** What the admin server answers about destinations, for people. */
final class DestinationTables {
    private DestinationTables() {}

    static String destinations(Map<String, Object> body) {
        Table table =
                new Table(
                        "PEER",
                        "DUID",
                        "DESTINATION",
                        "STATE",
                        "WEIGHT",
                        "RWEIGHT",
                        "PRIORITY",
                        "CALLS",
                        "PICKS",
                        "LATENCY");
        for (Object each : Json.list(body, "destinations")) {
            if (each instanceof Map<?, ?> its) {
                table.line(
                        Json.text(its, "peer"),
                        orNone(its, "duid"),
                        Json.text(its, "uri"),
                        Json.text(its, "state"),
                        Json.text(its, "weight"),
                        Json.text(its, "rweight"),
                        Json.text(its, "priority"),
                        calls(its),
                        Json.text(its, "picks"),
                        latency(its));
            }
        }
        return table.toString();
    }

    static String trunks(Map<String, Object> body) {
        Table table =
                new Table("TRUNK", "REALM", "DESTINATION", "STATE", "CALLS", "ATTEMPTS", "ANSWERS");
        for (Object each : Json.list(body, "trunks")) {
            if (each instanceof Map<?, ?> its) {
                table.line(
                        Json.text(its, "peer"),
                        Json.text(its, "realm"),
                        Json.text(its, "uri"),
                        Json.text(its, "state"),
                        calls(its),
                        Json.text(its, "attempts"),
                        Json.text(its, "answers"));
            }
        }
        return table.toString();
    }

    static String changed(Map<String, Object> its) {
        return Json.text(its, "peer")
                + ' '
                + Json.text(its, "uri")
                + ' '
                + Json.text(its, "state")
                + " weight "
                + Json.text(its, "weight")
                + " calls "
                + Json.text(its, "calls")
                + '\n';
    }

    /** The calls, and where there is a limit, that: {@code 12/50}. */
    private static String calls(Map<?, ?> its) {
        String most = Json.text(its, "maxLoad");
        return Json.text(its, "calls") + (most.isEmpty() ? "" : '/' + most);
    }

    private static String latency(Map<?, ?> its) {
        String millis = Json.text(its, "latencyMillis");
        return millis.isEmpty() ? "-" : millis + "ms";
    }

    private static String orNone(Map<?, ?> its, String name) {
        String value = Json.text(its, name);
        return value.isEmpty() ? "-" : value;
    }
}
