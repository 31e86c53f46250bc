package org.portcullis.appliance.admin.routing;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.portcullis.appliance.admin.Answer;
import org.portcullis.appliance.admin.Operation;
import org.portcullis.appliance.admin.Resource;
import org.portcullis.routing.register.LineView;
import tools.jackson.core.JsonGenerator;

/** How the registrations of the box with its carriers stand. */
public final class LinesResource implements Resource {
    private final Supplier<? extends CompletionStage<List<LineView>>> views;

    /**
     * @param views as they are at the moment; called on the admin server's loop
     */
    public LinesResource(Supplier<? extends CompletionStage<List<LineView>>> views) {
        this.views = views;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/v1/lines",
                        "The registrations of the box with its carriers: where each stands, and"
                                + " what the carrier said last.",
                        List.of(),
                        arguments -> views.get().thenApply(LinesResource::list)));
    }

    private static Answer list(List<LineView> views) {
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeArrayPropertyStart("lines");
                    views.forEach(view -> write(out, view));
                    out.writeEndArray();
                });
    }

    private static void write(JsonGenerator out, LineView view) {
        out.writeStartObject();
        out.writeStringProperty("trunk", view.trunk());
        out.writeStringProperty("aor", view.aor());
        out.writeStringProperty("state", view.state().name().toLowerCase(Locale.ROOT));
        view.registrar().ifPresent(at -> out.writeStringProperty("registrar", at));
        out.writeNumberProperty("status", view.status());
        out.writeStringProperty("lastError", view.lastError());
        out.writeNumberProperty("failures", view.failures());
        out.writeNumberProperty("expiresInSeconds", view.expiresInSeconds());
        out.writeNumberProperty("nextInSeconds", view.nextInSeconds());
        out.writeEndObject();
    }
}
