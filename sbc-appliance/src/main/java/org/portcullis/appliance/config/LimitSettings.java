package org.portcullis.appliance.config;

import org.portcullis.security.admission.TwoWayLimits;

/**
 * What the box takes in all.
 *
 * @param calls that it takes and makes
 * @param subscriptions that stand at a time
 * @param registrations that stand at a time
 * @param transactions that are open at a time
 */
public record LimitSettings(
        TwoWayLimits calls, int subscriptions, int registrations, int transactions) {}
