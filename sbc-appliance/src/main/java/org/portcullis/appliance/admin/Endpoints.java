package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portcullis.appliance.admin.Operation.Verb;

/** What stands at which path. Owned by the admin server's loop. */
final class Endpoints {
    private final List<Operation> operations = new ArrayList<>();
    private final List<String[]> segments = new ArrayList<>();

    Endpoints(List<Operation> operations) {
        for (Operation operation : operations) {
            this.operations.add(operation);
            segments.add(split(operation.path()));
        }
    }

    /** What a request asks for. */
    sealed interface Found {}

    /**
     * Something that is there.
     *
     * @param path the fields in the path, decoded
     */
    record Matched(Operation operation, Map<String, String> path) implements Found {}

    record Missing(Answer answer) implements Found {}

    Found find(HttpMethod method, String path) {
        String[] asked = split(path);
        Set<String> allowed = new LinkedHashSet<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            Optional<Map<String, String>> fields = match(segments.get(i), asked);
            if (fields.isPresent() && does(operation.verb(), method)) {
                return new Matched(operation, fields.get());
            }
            if (fields.isPresent()) {
                allowed.addAll(methods(operation.verb()));
            }
        }
        if (allowed.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            operations.forEach(operation -> known.add(operation.path()));
            String why = path + ": not found (expected: one of " + String.join(", ", known) + ')';
            return new Missing(Answer.error(HttpResponseStatus.NOT_FOUND, why));
        }
        String all = String.join(", ", allowed);
        return new Missing(
                Answer.error(
                                HttpResponseStatus.METHOD_NOT_ALLOWED,
                                method + " (expected: " + all + ')')
                        .with(HttpHeaderNames.ALLOW, all));
    }

    /**
     * Answers what was found; what its handler throws comes through the stage.
     *
     * @param body of the request, empty for none
     */
    static CompletionStage<Answer> answer(Matched found, byte[] body, Caller caller) {
        Map<Field.In, Map<String, String>> texts = new LinkedHashMap<>();
        texts.put(Field.In.PATH, found.path());
        texts.put(Field.In.QUERY, query(caller.head().uri()));
        if (found.operation().hasBody()) {
            Optional<Map<String, String>> members = JsonBody.read(body);
            if (members.isEmpty()) {
                return done(
                        Answer.error(
                                HttpResponseStatus.BAD_REQUEST,
                                "the body (expected: " + JsonBody.EXPECTED + ')'));
            }
            texts.put(Field.In.BODY, members.get());
        }
        return switch (Arguments.read(found.operation(), texts, caller)) {
            case Arguments.Wrong(List<String> problems) ->
                    done(
                            Answer.problems(
                                    HttpResponseStatus.BAD_REQUEST,
                                    "the request is wrong",
                                    problems));
            case Arguments.Read(Arguments arguments) ->
                    done(arguments).thenCompose(found.operation().handler());
        };
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }

    private static boolean does(Verb verb, HttpMethod method) {
        return methods(verb).contains(method.name());
    }

    private static List<String> methods(Verb verb) {
        return switch (verb) {
            case GET -> List.of("GET", "HEAD");
            case POST -> List.of("POST");
            case DELETE -> List.of("DELETE");
        };
    }

    private static Map<String, String> query(String uri) {
        Map<String, String> query = new LinkedHashMap<>();
        try {
            new QueryStringDecoder(uri)
                    .parameters()
                    .forEach((name, values) -> query.put(name, values.getLast()));
        } catch (IllegalArgumentException e) {
            query.put(uri.substring(uri.indexOf('?')), ""); // bad escapes: refused as unknown
        }
        return query;
    }

    private static Optional<Map<String, String>> match(String[] pattern, String[] asked) {
        if (pattern.length != asked.length) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].startsWith("{")) {
                if (!pattern[i].equals(asked[i])) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<String> value = decoded(asked[i]);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            fields.put(pattern[i].substring(1, pattern[i].length() - 1), value.get());
        }
        return Optional.of(fields);
    }

    private static Optional<String> decoded(String segment) {
        try {
            // A plus is a plus here, not a space.
            String text = QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // bad escapes name nothing
        }
    }

    private static String[] split(String path) {
        return path.split("/", -1);
    }
}
