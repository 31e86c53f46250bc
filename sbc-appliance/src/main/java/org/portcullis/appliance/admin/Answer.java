package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a request is answered with; everything here is text, sent as UTF-8. */
record Answer(HttpResponseStatus status, String contentType, String body) {
    private static final JsonFactory JSON = new JsonFactory();

    static Answer ok(String contentType, String body) {
        return new Answer(HttpResponseStatus.OK, contentType, body);
    }

    /** A JSON object with the members that {@code writer} writes. */
    static Answer json(HttpResponseStatus status, Consumer<JsonGenerator> writer) {
        StringWriter body = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            out.writeStartObject();
            writer.accept(out);
            out.writeEndObject();
        }
        return new Answer(status, "application/json", body.append('\n').toString());
    }

    /**
     * @param why what is wrong and what was expected
     */
    static Answer error(HttpResponseStatus status, String why) {
        return json(status, out -> out.writeStringProperty("error", why));
    }
}
