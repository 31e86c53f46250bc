package org.portcullis.routing.emergency;

import java.util.List;
import org.portcullis.core.border.Origin;

/**
 * Emergency calls, as configured.
 *
 * @param numbers as they are dialled, digits perhaps after a plus; the first stands for the service
 *     URN {@code urn:service:sos} and those below it (RFC 5031)
 * @param to where they go: the first peer, and on from it on any failure
 * @param strangers whether sources that no peer claims may call them, too
 */
public record EmergencySettings(List<String> numbers, List<Origin> to, boolean strangers) {
    public EmergencySettings {
        numbers = List.copyOf(numbers);
        to = List.copyOf(to);
        if (numbers.isEmpty() || to.isEmpty()) {
            throw new IllegalArgumentException(
                    "emergency: empty (expected: at least one number and one peer)");
        }
        for (String number : numbers) {
            if (!number.matches("\\+?[0-9]{2,15}")) {
                throw new IllegalArgumentException(
                        "numbers: " + number + " (expected: 2 to 15 digits)");
            }
        }
    }
}
