package org.portcullis.routing.dispatch;

import java.util.Optional;
import org.portcullis.core.border.Origin;
import org.portcullis.routing.probe.DestinationState;

/**
 * A destination as an operator sees it.
 *
 * @param peer whose it is
 * @param realm the side of the border it lives on
 * @param weight its share, as configured or as a person wants
 * @param rweight the same for the algorithm that goes by it
 * @param calls that stand there, ringing ones too
 * @param maxLoad calls that may, 0 for any number
 * @param unwantedPercent of requests that it has asked not to get (RFC 7339)
 * @param picks requests for which it was the first choice
 * @param attempts requests sent to it
 * @param answers of them that it answered
 * @param latencyNanos how long it takes to answer a probe, of late; 0 where nothing is known
 * @param averageNanos the same in the long run
 */
public record DestinationView(
        Origin peer,
        String realm,
        String uri,
        Optional<String> duid,
        DestinationState state,
        int weight,
        int rweight,
        int priority,
        int calls,
        int maxLoad,
        int unwantedPercent,
        long picks,
        long attempts,
        long answers,
        long latencyNanos,
        long averageNanos) {}
