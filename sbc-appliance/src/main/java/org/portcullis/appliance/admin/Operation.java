package org.portcullis.appliance.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One thing that the admin server does when it is asked.
 *
 * @param path where it is asked for; {@code {NAME}} is a field in the path
 * @param access who may ask
 * @param summary one sentence for people
 * @param handler called on the admin server's loop; must not block. What it throws, and a stage
 *     that fails, is answered 500
 */
public record Operation(
        Verb verb,
        String path,
        Access access,
        String summary,
        List<Field<?>> fields,
        Function<Arguments, CompletionStage<Answer>> handler) {

    public Operation {
        fields = List.copyOf(fields);
        for (Field<?> field : fields) {
            boolean named = path.contains('{' + field.name() + '}');
            if (named != (field.in() == Field.In.PATH)) {
                throw new IllegalArgumentException(
                        path + ": " + field.name() + " (expected: every field in PATH, no other)");
            }
        }
    }

    /** What may be done to a path. HEAD is a GET whose body is not sent. */
    public enum Verb {
        GET,
        POST,
        DELETE
    }

    /** Who may ask. */
    public enum Access {
        OPEN,
        TOKEN
    }

    /** One that shows something to who has the token. */
    public static Operation get(
            String path,
            String summary,
            List<Field<?>> fields,
            Function<Arguments, CompletionStage<Answer>> handler) {
        return new Operation(Verb.GET, path, Access.TOKEN, summary, fields, handler);
    }

    /** One that anybody may read at once. */
    static Operation open(String path, String summary, Function<Arguments, Answer> handler) {
        return new Operation(
                Verb.GET,
                path,
                Access.OPEN,
                summary,
                List.of(),
                arguments -> CompletableFuture.completedStage(handler.apply(arguments)));
    }

    /** One that makes or changes something. */
    public static Operation post(
            String path,
            String summary,
            List<Field<?>> fields,
            Function<Arguments, CompletionStage<Answer>> handler) {
        return new Operation(Verb.POST, path, Access.TOKEN, summary, fields, handler);
    }

    /** One that takes something away. */
    public static Operation delete(
            String path,
            String summary,
            List<Field<?>> fields,
            Function<Arguments, CompletionStage<Answer>> handler) {
        return new Operation(Verb.DELETE, path, Access.TOKEN, summary, fields, handler);
    }

    boolean hasBody() {
        return fields.stream().anyMatch(field -> field.in() == Field.In.BODY);
    }
}
