package org.portcullis.security.fraud;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Values by prefix of a number. Immutable once filled. */
final class PrefixMap<T> {
    private final Map<String, List<T>> byPrefix = new HashMap<>();
    private int longest;

    /** Values of one prefix. */
    record Match<T>(int length, List<T> values) {}

    void put(String prefix, T value) {
        byPrefix.computeIfAbsent(prefix, its -> new ArrayList<>(1)).add(value);
        longest = Math.max(longest, prefix.length());
    }

    /**
     * The values of the longest prefix that has any which fit; of length -1 and none where there is
     * none.
     */
    Match<T> longest(String number, Predicate<T> fits) {
        for (int length = Math.min(longest, number.length()); length >= 0; length--) {
            List<T> known = byPrefix.get(number.substring(0, length));
            if (known != null) {
                List<T> fitting = known.stream().filter(fits).toList();
                if (!fitting.isEmpty()) {
                    return new Match<>(length, fitting);
                }
            }
        }
        return new Match<>(-1, List.of());
    }
}
