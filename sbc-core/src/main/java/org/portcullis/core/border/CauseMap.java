package org.portcullis.core.border;

import java.util.Map;

/**
 * How the final responses of one peer are shown to the other side: by the status it sent, or by the
 * Q.850 cause in its Reason header (RFC 3326), which goes first.
 *
 * @param byStatus 300-699 to 400-699
 * @param byCause a Q.850 cause, 1-127, to 400-699
 */
public record CauseMap(Map<Integer, Integer> byStatus, Map<Integer, Integer> byCause) {
    public static final CauseMap NONE = new CauseMap(Map.of(), Map.of());

    public CauseMap {
        byStatus = Map.copyOf(byStatus);
        byCause = Map.copyOf(byCause);
        byStatus.keySet().forEach(status -> require("status", status, 300, 699));
        byCause.keySet().forEach(cause -> require("cause", cause, 1, 127));
        byStatus.values().forEach(status -> require("status", status, 400, 699));
        byCause.values().forEach(status -> require("status", status, 400, 699));
    }

    /**
     * What is shown for a response.
     *
     * @param cause the Q.850 cause it came with, 0 for none
     */
    public int shown(int status, int cause) {
        Integer mapped = cause == 0 ? null : byCause.get(cause);
        return mapped != null ? mapped : byStatus.getOrDefault(status, status);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + "-" + most + ")");
        }
    }
}
