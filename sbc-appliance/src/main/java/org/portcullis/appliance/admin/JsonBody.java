package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The body of a request: one JSON object of texts, numbers and truth values, each name once. */
final class JsonBody {
    static final String EXPECTED = "a JSON object of texts, numbers, true and false";

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private JsonBody() {}

    /**
     * Every member as text; a null one counts as not there. Nothing if the body is no such object.
     */
    static Optional<Map<String, String>> read(byte[] body) {
        try (JsonParser in =
                JSON.createParser(ObjectReadContext.empty(), new String(body, UTF_8))) {
            Map<String, String> members = new LinkedHashMap<>();
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (!value.isScalarValue()) {
                    return Optional.empty();
                }
                if (value != JsonToken.VALUE_NULL) {
                    members.put(name, in.getString());
                }
            }
            return in.nextToken() == null ? Optional.of(members) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty(); // not JSON, which is what was asked
        }
    }
}
