package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live calls: seen, and hung up. Owned by the admin server's loop. */
final class CallsResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(CallsResource.class);
    private static final Field<String> ID =
            Field.text("id", Field.In.PATH, "The call's id, as in the log and in the list.");

    private final LiveCalls calls;
    private final CallsAnswer answer;

    CallsResource(LiveCalls calls, CallsAnswer answer) {
        this.calls = calls;
        this.answer = answer;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        "/api/v1/calls",
                        "The newest calls with both legs and their media, and how many there are.",
                        List.of(),
                        arguments -> answer.get()),
                Operation.delete(
                        "/api/v1/calls/{id}",
                        "Hangs up a call on both legs.",
                        List.of(ID),
                        arguments ->
                                calls.hangUp(arguments.get(ID))
                                        .thenApply(there -> hungUp(arguments, there))));
    }

    private static Answer hungUp(Arguments arguments, boolean there) {
        String id = arguments.get(ID);
        if (!there) {
            return Answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "id: " + id + ": no such call (expected: the id of a live call)");
        }
        LOG.info("call hung up call={} by={}", id, arguments.by());
        return Answer.json(HttpResponseStatus.OK, out -> out.writeStringProperty("id", id));
    }
}
