package org.portcullis.appliance.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** JSON as maps and lists, without the classes that binding would load at every start. */
final class Json {
    private Json() {}

    /** The members of an object; none where the text is no object. */
    static Map<String, Object> object(String text) {
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            return in.nextToken() == JsonToken.START_OBJECT ? members(in) : Map.of();
        } catch (JacksonException e) {
            return Map.of(); // not from an admin server
        }
    }

    /** The list of that name; empty where there is none. */
    static List<?> list(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The object of that name; empty where there is none. */
    static Map<?, ?> object(Map<?, ?> object, String name) {
        return object.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The value of that name as text; nothing where there is none. */
    static String text(Map<?, ?> object, String name) {
        Object value = object.get(name);
        return value == null ? "" : value.toString();
    }

    static long number(Map<?, ?> object, String name) {
        return object.get(name) instanceof Long number ? number : 0;
    }

    private static Map<String, Object> members(JsonParser in) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            members.put(name, value(in, in.nextToken()));
        }
        return members;
    }

    private static List<Object> items(JsonParser in) {
        List<Object> items = new ArrayList<>();
        for (JsonToken token = in.nextToken();
                token != JsonToken.END_ARRAY && token != null;
                token = in.nextToken()) {
            items.add(value(in, token));
        }
        return items;
    }

    private static Object value(JsonParser in, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> members(in);
            case START_ARRAY -> items(in);
            case VALUE_NUMBER_INT -> in.getLongValue();
            default -> String.valueOf(in.getString());
        };
    }
}
