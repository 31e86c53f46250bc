package org.portcullis.appliance.boot;

import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.registration.RegistrationSettings;

/**
 * What one loop may hold at a time of what the box takes in all, rounded up. Calls are not shared
 * out: admission counts them over all loops.
 */
record Share(int transactions, int subscriptions, RegistrationSettings registrations) {

    /**
     * @param loops that there are, at least 1
     */
    static Share of(Configuration its, int loops) {
        return new Share(
                Math.ceilDiv(its.limits().transactions(), loops),
                Math.ceilDiv(its.limits().subscriptions(), loops),
                new RegistrationSettings(
                        Math.ceilDiv(its.limits().registrations(), loops),
                        its.registration().keepAlive().toNanos()));
    }
}
