package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.portcullis.security.admission.CallLimits;
import org.portcullis.security.admission.LimitView;
import tools.jackson.core.JsonGenerator;

/** The live calls against the limits that they are held to. */
public final class LimitsResource implements Resource {
    private final Supplier<List<LimitView>> limits;

    /**
     * @param limits as they are at the moment; called on the admin server's loop
     */
    public LimitsResource(Supplier<List<LimitView>> limits) {
        this.limits = limits;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/v1/limits",
                        "The live calls of the box, of each realm and of each peer against their"
                                + " limits; who has neither limit nor call is left out.",
                        List.of(),
                        arguments -> CompletableFuture.completedStage(list())));
    }

    private Answer list() {
        List<LimitView> views = limits.get();
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeArrayPropertyStart("limits");
                    views.forEach(view -> write(out, view));
                    out.writeEndArray();
                });
    }

    private static void write(JsonGenerator out, LimitView view) {
        CallLimits limits = view.limits();
        out.writeStartObject();
        out.writeStringProperty("scope", view.scope());
        out.writeStringProperty("name", view.name());
        out.writeStringProperty("direction", view.direction());
        out.writeNumberProperty("live", view.live());
        if (limits.calls() != CallLimits.UNLIMITED) {
            out.writeNumberProperty("calls", limits.calls());
        }
        if (limits.cps() != CallLimits.UNLIMITED) {
            out.writeNumberProperty("cps", limits.cps());
            out.writeNumberProperty("burst", limits.burst());
        }
        out.writeEndObject();
    }
}
