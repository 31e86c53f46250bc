package org.portcullis.appliance.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * An event taken apart.
 *
 * <p>{@code LOG.info("call ended call={} status={}", id, 486)} says "call ended" of two pairs: a
 * word of the message that holds {@code =} and a placeholder is a pair, whatever its value holds.
 *
 * @param event what happened
 * @param pairs of the message and those that were added to it
 */
record Fields(String event, List<KeyValuePair> pairs) {
    private static final String PLACEHOLDER = "{}";

    static Fields of(ILoggingEvent logged) {
        List<KeyValuePair> pairs = new ArrayList<>();
        StringBuilder event = new StringBuilder();
        Object[] arguments = logged.getArgumentArray();
        int used = 0;
        for (String word : logged.getMessage().split(" ", -1)) {
            int placeholders = count(word);
            int equals = word.indexOf('=');
            if (arguments == null || placeholders == 0 || used + placeholders > arguments.length) {
                append(event, word);
            } else if (equals > 0 && word.endsWith("=" + PLACEHOLDER)) {
                pairs.add(new KeyValuePair(word.substring(0, equals), arguments[used]));
            } else if (equals > 0) {
                String value = filled(word.substring(equals + 1), arguments, used);
                pairs.add(new KeyValuePair(word.substring(0, equals), value));
            } else {
                append(event, filled(word, arguments, used));
            }
            used += placeholders;
        }
        if (logged.getKeyValuePairs() != null) {
            pairs.addAll(logged.getKeyValuePairs());
        }
        return new Fields(event.toString(), pairs);
    }

    private static void append(StringBuilder event, String word) {
        event.append(event.isEmpty() ? "" : " ").append(word);
    }

    private static int count(String word) {
        int count = 0;
        for (int at = word.indexOf(PLACEHOLDER);
                at >= 0;
                at = word.indexOf(PLACEHOLDER, at + PLACEHOLDER.length())) {
            count++;
        }
        return count;
    }

    /** The word with the arguments from {@code first} on in the places of its placeholders. */
    private static String filled(String word, Object[] arguments, int first) {
        StringBuilder filled = new StringBuilder();
        int argument = first;
        int from = 0;
        for (int at = word.indexOf(PLACEHOLDER); at >= 0; at = word.indexOf(PLACEHOLDER, from)) {
            filled.append(word, from, at).append(arguments[argument++]);
            from = at + PLACEHOLDER.length();
        }
        return filled.append(word, from, word.length()).toString();
    }
}
