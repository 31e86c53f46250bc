package org.portcullis.routing.dispatch;

/** How a destination is picked from a set; each has Kamailio's number too. */
public enum Algorithm {
    /** One after the other. */
    ROUND_ROBIN("round-robin", "4");

    private final String label;
    private final String number;

    Algorithm(String label, String number) {
        this.label = label;
        this.number = number;
    }

    /**
     * Reads a name or Kamailio's number.
     *
     * @throws IllegalArgumentException naming those that this version has
     */
    public static Algorithm parse(String text) {
        StringBuilder known = new StringBuilder();
        for (Algorithm algorithm : values()) {
            if (text.equals(algorithm.label) || text.equals(algorithm.number)) {
                return algorithm;
            }
            known.append(known.isEmpty() ? "" : ", ").append(algorithm);
        }
        throw new IllegalArgumentException("algorithm: " + text + " (expected: " + known + ")");
    }

    @Override
    public String toString() {
        return label;
    }
}
