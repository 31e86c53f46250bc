package org.portcullis.appliance.config;
public record Configuration(String node, org.portcullis.appliance.log.LogSettings log) {}
