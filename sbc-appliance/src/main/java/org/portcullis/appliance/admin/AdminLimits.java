package org.portcullis.appliance.admin;

import java.time.Duration;

/**
 * What a client of the admin server may cost.
 *
 * @param maxConnections at a time; more are closed at once
 * @param maxRequestLineBytes method, path and version; beyond it 414
 * @param maxHeaderBytes all header lines; beyond it 431
 * @param maxBodyBytes of a request; beyond it 413
 * @param requestTime from the last answer, or the connection, to the last byte of the next request
 * @param answerTime from the last byte of a request to the last byte of its answer read by the
 *     client
 */
public record AdminLimits(
        int maxConnections,
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxBodyBytes,
        Duration requestTime,
        Duration answerTime) {

    public static final AdminLimits DEFAULT =
            new AdminLimits(
                    64, 2_048, 8_192, 8_192, Duration.ofSeconds(30), Duration.ofSeconds(10));
}
