package org.portcullis.security.admission;

import java.util.Map;
import org.portcullis.core.border.Origin;

/**
 * Every limit on calls, as configured. What is not named has none.
 *
 * @param all of the box
 * @param realms by name
 * @param peers of the trunks and dispatchers that have any
 */
public record AdmissionSettings(
        TwoWayLimits all, Map<String, RealmLimits> realms, Map<Origin, TwoWayLimits> peers) {
    public static final AdmissionSettings NONE =
            new AdmissionSettings(TwoWayLimits.NONE, Map.of(), Map.of());

    public AdmissionSettings {
        realms = Map.copyOf(realms);
        peers = Map.copyOf(peers);
    }
}
