package org.portcullis.appliance.config;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the JSON Schema (draft 2020-12) of a section, by which an editor completes and checks the
 * file.
 */
final class SchemaWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SchemaWriter() {}

    static String write(String title, List<Key> keys) {
        ObjectNode schema = NODES.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.setAll(section(keys));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(schema)
                + '\n';
    }

    private static ObjectNode section(List<Key> keys) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (Key key : keys) {
            ObjectNode property = form(key.form());
            property.put("description", key.help());
            switch (key.byDefault()) {
                case Key.Default.Required r -> required.add(key.name());
                case Key.Default.None n -> {}
                case Key.Default.Value value ->
                        property.set("default", written(key.form(), value.text()));
                case Key.Default.Values values -> {
                    ArrayNode array = property.putArray("default");
                    values.texts().forEach(array::add);
                }
            }
            properties.set(key.name(), property);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static ObjectNode form(Form<?> form) {
        return switch (form) {
            case Scalar<?> scalar -> scalar(scalar.json());
            case Reference<?> reference -> typed("string");
            case FileOf<?> file -> typed("string");
            case Either<?> either -> {
                ObjectNode schema = NODES.objectNode();
                schema.putArray("anyOf").add(form(either.value())).add(form(either.keyed()));
                yield schema;
            }
            case Items<?> items -> {
                ObjectNode schema = typed("array");
                schema.set("items", form(items.item()));
                yield items.least() == 0 ? schema : schema.put("minItems", items.least());
            }
            case Named<?> named -> {
                ObjectNode schema = typed("object");
                schema.putObject("propertyNames").put("pattern", "^" + Named.PATTERN + "$");
                schema.set("additionalProperties", form(named.item()));
                yield schema;
            }
            case Nested<?> nested -> section(nested.keys());
            case OneOf<?> oneOf -> {
                ObjectNode schema = typed("object");
                ObjectNode properties = schema.putObject("properties");
                for (OneOf.Choice<?> choice : oneOf.choices()) {
                    properties.set(
                            choice.name(), form(choice.form()).put("description", choice.help()));
                }
                yield schema.put("minProperties", 1)
                        .put("maxProperties", 1)
                        .put("additionalProperties", false);
            }
        };
    }

    private static ObjectNode scalar(Scalar.Json json) {
        return switch (json) {
            case Scalar.Json.Text text ->
                    text.pattern().isEmpty()
                            ? typed("string")
                            : typed("string").put("pattern", text.pattern());
            case Scalar.Json.Whole whole ->
                    typed("integer").put("minimum", whole.least()).put("maximum", whole.most());
            case Scalar.Json.WholeOr either -> {
                ObjectNode schema = NODES.objectNode();
                ArrayNode any = schema.putArray("anyOf");
                any.addObject().put("const", either.word());
                any.add(scalar(either.number()));
                yield schema;
            }
            case Scalar.Json.Word word -> {
                ObjectNode schema = NODES.objectNode();
                word.words().forEach(schema.putArray("enum")::add);
                yield schema;
            }
            case Scalar.Json.WordOrNumber either -> {
                ObjectNode schema = NODES.objectNode();
                ArrayNode any = schema.putArray("enum");
                either.words().forEach(any::add);
                either.numbers().forEach(any::add);
                yield schema;
            }
            case Scalar.Json.Truth truth -> typed("boolean");
        };
    }

    /** A value as YAML would understand its text: a number and a truth are no strings. */
    private static JsonNode written(Form<?> form, String text) {
        boolean bare =
                form instanceof Scalar<?> scalar
                        && (scalar.json() instanceof Scalar.Json.Whole
                                || scalar.json() instanceof Scalar.Json.Truth);
        return bare ? JsonMapper.shared().readTree(text) : NODES.stringNode(text);
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }
}
