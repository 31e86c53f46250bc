package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a request is answered with; everything here is text, sent as UTF-8.
 *
 * @param headers of this answer alone
 */
public record Answer(
        HttpResponseStatus status, String contentType, String body, Map<String, String> headers) {
    private static final JsonFactory JSON = new JsonFactory();

    public Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(String contentType, String body) {
        return new Answer(HttpResponseStatus.OK, contentType, body, Map.of());
    }

    /** A JSON object with the members that {@code writer} writes. */
    public static Answer json(HttpResponseStatus status, Consumer<JsonGenerator> writer) {
        StringWriter body = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            out.writeStartObject();
            writer.accept(out);
            out.writeEndObject();
        }
        return new Answer(status, "application/json", body.append('\n').toString(), Map.of());
    }

    /**
     * @param why what is wrong and what was expected
     */
    public static Answer error(HttpResponseStatus status, String why) {
        return json(status, out -> out.writeStringProperty("error", why));
    }

    /**
     * Several things that are wrong.
     *
     * @param problems each with its place, the value and what was expected
     */
    public static Answer problems(HttpResponseStatus status, String why, List<String> problems) {
        return json(
                status,
                out -> {
                    out.writeStringProperty("error", why);
                    out.writeArrayPropertyStart("problems");
                    problems.forEach(out::writeString);
                    out.writeEndArray();
                });
    }

    /** The same with a header more. */
    Answer with(CharSequence name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name.toString(), value);
        return new Answer(status, contentType, body, more);
    }
}
