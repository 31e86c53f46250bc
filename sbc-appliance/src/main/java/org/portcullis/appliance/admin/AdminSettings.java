package org.portcullis.appliance.admin;

import java.net.InetSocketAddress;

/**
 * The {@code admin} section.
 *
 * @param listen where the admin server listens; nobody is asked who he is, so an address that
 *     others reach is a decision
 */
public record AdminSettings(InetSocketAddress listen) {}
