package org.portcullis.appliance.admin.routing;

import org.portcullis.routing.dispatch.DestinationView;
import tools.jackson.core.JsonGenerator;

/** Writes a destination as the API shows it. */
final class DestinationAnswer {
    private static final double NANOS_PER_MILLI = 1e6;

    private DestinationAnswer() {}

    static void write(JsonGenerator out, DestinationView its) {
        out.writeStartObject();
        members(out, its);
        out.writeEndObject();
    }

    static void members(JsonGenerator out, DestinationView its) {
        out.writeStringProperty("peer", its.peer().name());
        out.writeStringProperty("realm", its.realm());
        out.writeStringProperty("uri", its.uri());
        its.duid().ifPresent(duid -> out.writeStringProperty("duid", duid));
        out.writeStringProperty("state", its.state().label());
        out.writeNumberProperty("weight", its.weight());
        out.writeNumberProperty("rweight", its.rweight());
        out.writeNumberProperty("priority", its.priority());
        out.writeNumberProperty("calls", its.calls());
        if (its.maxLoad() > 0) {
            out.writeNumberProperty("maxLoad", its.maxLoad());
        }
        if (its.unwantedPercent() > 0) {
            out.writeNumberProperty("unwantedPercent", its.unwantedPercent());
        }
        out.writeNumberProperty("picks", its.picks());
        out.writeNumberProperty("attempts", its.attempts());
        out.writeNumberProperty("answers", its.answers());
        if (its.latencyNanos() > 0) {
            millis(out, "latencyMillis", its.latencyNanos());
            millis(out, "averageLatencyMillis", its.averageNanos());
        }
    }

    private static void millis(JsonGenerator out, String name, long nanos) {
        out.writeNumberProperty(name, Math.round(nanos / NANOS_PER_MILLI * 1_000) / 1_000.0);
    }
}
