package org.portcullis.routing.dispatch;

/** How a destination is picked from a set, by the name here or by Kamailio's number. */
public enum Algorithm {
    HASH_CALL_ID("hash-call-id", 0),
    HASH_FROM_URI("hash-from-uri", 1),
    HASH_TO_URI("hash-to-uri", 2),
    HASH_REQUEST_URI("hash-request-uri", 3),
    /** One after the other. */
    ROUND_ROBIN("round-robin", 4),
    /** By the digest user, one after the other for who shows none. */
    HASH_AUTH_USER("hash-auth-user", 5),
    RANDOM("random", 6),
    /** By what the set's key names. */
    HASH_EXPRESSION("hash-expression", 7),
    /** The highest priority that is up, in order. */
    PRIORITY("priority", 8),
    /** By percent; the share of one that is down goes to the next in order. */
    WEIGHT("weight", 9),
    /** The one with the fewest calls. */
    CALL_LOAD("call-load", 10),
    /** By shares of those that are up. */
    RELATIVE_WEIGHT("relative-weight", 11),
    /** All at the same time. */
    PARALLEL("parallel", 12),
    /** The highest priority, less a penalty for latency. */
    LATENCY("latency", 13),
    /** One after the other among those of the highest priority. */
    PRIORITY_ROUND_ROBIN("priority-round-robin", 14),
    /** As SRV records: the lowest priority, by weight among equals (RFC 2782). */
    SRV("srv", 15),
    /** One after the other, fewer for those that have said that they are overloaded (RFC 7339). */
    OVERLOAD("round-robin-overload", 64),
    /**
     * The highest of the hashes of key and destination: where one goes, its share spreads over all
     * others, and nothing else moves.
     */
    RENDEZVOUS("rendezvous", -1);

    private final String label;
    private final int number;

    Algorithm(String label, int number) {
        this.label = label;
        this.number = number;
    }

    /**
     * Reads a name or Kamailio's number.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static Algorithm parse(String text) {
        StringBuilder known = new StringBuilder();
        for (Algorithm algorithm : values()) {
            if (text.equals(algorithm.label)
                    || (algorithm.number >= 0 && text.equals(Integer.toString(algorithm.number)))) {
                return algorithm;
            }
            known.append(known.isEmpty() ? "" : ", ").append(algorithm.label);
            if (algorithm.number >= 0) {
                known.append(" (").append(algorithm.number).append(')');
            }
        }
        throw new IllegalArgumentException("algorithm: " + text + " (expected: " + known + ")");
    }

    /** Kamailio's number; empty text for what Kamailio does not have. */
    public String number() {
        return number < 0 ? "" : Integer.toString(number);
    }

    /** Whether it goes by {@code rweight} rather than by {@code weight}. */
    boolean relative() {
        return this == RELATIVE_WEIGHT;
    }

    @Override
    public String toString() {
        return label;
    }
}
