package org.portcullis.routing.emergency;

import java.time.Instant;

/**
 * An emergency call as people are told of it.
 *
 * @param caller the user or number in From, as far as the caller's side gives one
 * @param number the number called
 * @param peer the name of the peer that it came from
 * @param callId the Call-ID of the caller's side
 */
public record EmergencyCall(
        String caller, String number, String peer, String callId, Instant time) {}
