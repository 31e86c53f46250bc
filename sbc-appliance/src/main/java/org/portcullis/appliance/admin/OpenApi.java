package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The table of operations as an OpenAPI 3.1 document. */
final class OpenApi {
    static final String PATH = "/api/v1/openapi.json";

    private OpenApi() {}

    /** The operation that gives the document, of itself too. */
    static Operation operation(String version, List<Operation> others) {
        List<Operation> shown = new ArrayList<>(others.stream().filter(OpenApi::shown).toList());
        Operation own =
                Operation.open(
                        PATH,
                        "This document, made from the table of what is served.",
                        arguments -> document(version, shown));
        shown.add(own);
        return own;
    }

    private static Answer document(String version, List<Operation> operations) {
        Map<String, Map<String, Operation>> paths = new LinkedHashMap<>();
        for (Operation operation : operations) {
            paths.computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
                    .put(operation.verb().name().toLowerCase(Locale.ROOT), operation);
        }
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeStringProperty("openapi", "3.1.0");
                    out.writeObjectPropertyStart("info");
                    out.writeStringProperty("title", "Portcullis");
                    out.writeStringProperty("version", version);
                    out.writeEndObject();
                    out.writeObjectPropertyStart("paths");
                    paths.forEach((path, verbs) -> path(out, path, verbs));
                    out.writeEndObject();
                    components(out);
                });
    }

    private static void path(JsonGenerator out, String path, Map<String, Operation> verbs) {
        out.writeObjectPropertyStart(path);
        verbs.forEach(
                (verb, operation) -> {
                    out.writeObjectPropertyStart(verb);
                    operation(out, operation);
                    out.writeEndObject();
                });
        out.writeEndObject();
    }

    private static void operation(JsonGenerator out, Operation operation) {
        out.writeStringProperty("summary", operation.summary());
        List<Field<?>> fields = operation.fields();
        out.writeArrayPropertyStart("parameters");
        fields.stream().filter(f -> f.in() != Field.In.BODY).forEach(f -> parameter(out, f));
        out.writeEndArray();
        if (operation.hasBody()) {
            body(out, fields.stream().filter(f -> f.in() == Field.In.BODY).toList());
        }
        out.writeArrayPropertyStart("security");
        if (operation.access() == Operation.Access.TOKEN) {
            requirement(out, "token");
            requirement(out, "session");
        }
        out.writeEndArray();
        out.writeObjectPropertyStart("responses");
        response(out, "200", "Done, or what was asked for.");
        if (operation.access() == Operation.Access.TOKEN) {
            response(out, "401", "No token or session, or a wrong one.");
        }
        response(out, "default", "An object with `error`, and `problems` where there are several.");
        out.writeEndObject();
    }

    private static void parameter(JsonGenerator out, Field<?> field) {
        out.writeStartObject();
        out.writeStringProperty("name", field.name());
        out.writeStringProperty("in", field.in().name().toLowerCase(Locale.ROOT));
        out.writeBooleanProperty("required", field.required());
        out.writeStringProperty("description", help(field));
        out.writeName("schema");
        text(out, "");
        out.writeEndObject();
    }

    private static void body(JsonGenerator out, List<Field<?>> fields) {
        out.writeObjectPropertyStart("requestBody");
        out.writeBooleanProperty("required", true);
        out.writeObjectPropertyStart("content");
        out.writeObjectPropertyStart("application/json");
        out.writeObjectPropertyStart("schema");
        out.writeStringProperty("type", "object");
        out.writeBooleanProperty("additionalProperties", false);
        out.writeArrayPropertyStart("required");
        fields.stream().filter(Field::required).map(Field::name).forEach(out::writeString);
        out.writeEndArray();
        out.writeObjectPropertyStart("properties");
        for (Field<?> field : fields) {
            out.writeName(field.name());
            text(out, help(field));
        }
        for (int i = 0; i < 5; i++) {
            out.writeEndObject();
        }
    }

    private static String help(Field<?> field) {
        return field.help() + " Expected: " + field.expected() + '.';
    }

    private static void text(JsonGenerator out, String description) {
        out.writeStartObject();
        out.writeStringProperty("type", "string");
        if (!description.isEmpty()) {
            out.writeStringProperty("description", description);
        }
        out.writeEndObject();
    }

    private static void requirement(JsonGenerator out, String scheme) {
        out.writeStartObject();
        out.writeArrayPropertyStart(scheme);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void response(JsonGenerator out, String status, String description) {
        out.writeObjectPropertyStart(status);
        out.writeStringProperty("description", description);
        out.writeEndObject();
    }

    private static void components(JsonGenerator out) {
        out.writeObjectPropertyStart("components");
        out.writeObjectPropertyStart("securitySchemes");
        out.writeObjectPropertyStart("token");
        out.writeStringProperty("type", "http");
        out.writeStringProperty("scheme", "bearer");
        out.writeEndObject();
        out.writeObjectPropertyStart("session");
        out.writeStringProperty("type", "apiKey");
        out.writeStringProperty("in", "cookie");
        out.writeStringProperty("name", "portcullis-session-PORT");
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
    }

    /** The pages of the dashboard are for people. */
    private static boolean shown(Operation operation) {
        return operation.path().startsWith("/api/")
                || operation.path().startsWith("/health/")
                || operation.path().equals("/metrics");
    }
}
