package org.portcullis.appliance.config;

import java.util.Collection;

/** Words for what was expected where a name was not known. */
final class Expectation {
    private static final int LISTED = 24;

    private Expectation() {}

    /**
     * The known name that was probably meant, else all of them if they are few, else {@code
     * otherwise}.
     *
     * @param given the name that is not known
     */
    static String oneOf(String given, Collection<String> known, String otherwise) {
        String nearest = "";
        int least = Math.max(1, Math.min(3, given.length() / 3)) + 1;
        for (String name : known) {
            int distance = distance(given, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        if (!nearest.isEmpty()) {
            return nearest;
        }
        return known.isEmpty() || known.size() > LISTED ? otherwise : String.join(", ", known);
    }

    /**
     * Insertions, deletions, substitutions and swaps of neighbours that lead from one to the other.
     */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
        }
        return last[b.length()];
    }
}
