package org.portcullis.appliance.config;

/**
 * The {@code limits} section: what the box takes in all, over all loops.
 *
 * @param calls that stand at a time
 * @param subscriptions that stand at a time
 * @param registrations that stand at a time
 * @param transactions that are open at a time
 */
public record LimitSettings(int calls, int subscriptions, int registrations, int transactions) {}
