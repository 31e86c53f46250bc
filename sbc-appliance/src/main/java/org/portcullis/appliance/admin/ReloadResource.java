package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** Reading the configuration anew. */
public final class ReloadResource implements Resource {
    private final Reloading reloading;

    public ReloadResource(Reloading reloading) {
        this.reloading = reloading;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post(
                        "/api/v1/reload",
                        "Reads the configuration file anew and takes it into use; one that is"
                                + " wrong changes nothing and is told whole, with 422.",
                        List.of(),
                        arguments -> reloading.reload(arguments.by()).thenApply(this::answer)));
    }

    private Answer answer(Reloading.Result result) {
        return switch (result) {
            case Reloading.Done done ->
                    Answer.json(
                            HttpResponseStatus.OK,
                            out -> out.writeStringProperty("result", "done"));
            case Reloading.Refused(List<String> problems) ->
                    Answer.problems(
                            HttpResponseStatus.UNPROCESSABLE_ENTITY,
                            "the configuration is wrong; nothing has changed",
                            problems);
        };
    }
}
