package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a request is answered with.
 *
 * @param body not to be changed
 */
record Answer(HttpResponseStatus status, String contentType, byte[] body) {
    private static final JsonFactory JSON = new JsonFactory();

    static Answer ok(String contentType, byte[] body) {
        return new Answer(HttpResponseStatus.OK, contentType, body);
    }

    static Answer json(HttpResponseStatus status, Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            out.writeStartObject();
            writer.accept(out);
            out.writeEndObject();
        }
        return new Answer(status, "application/json", body.toByteArray());
    }

    /**
     * @param why what is wrong and what was expected
     */
    static Answer error(HttpResponseStatus status, String why) {
        return json(status, out -> out.writeStringProperty("error", why));
    }

    @Override
    public String toString() {
        return status + " " + contentType + " " + new String(body, UTF_8);
    }
}
