package org.portcullis.appliance.config;

import org.portcullis.appliance.emergency.NoticeSettings;
import org.portcullis.routing.emergency.EmergencySettings;

/**
 * Emergency calls.
 *
 * @param routes which they are and where they go
 * @param notices who is told of them
 */
public record EmergencyConfiguration(EmergencySettings routes, NoticeSettings notices) {}
