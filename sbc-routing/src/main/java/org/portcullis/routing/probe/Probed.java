package org.portcullis.routing.probe;

import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/** A destination to be probed. */
public record Probed(Realm realm, NextHop hop, Health health, ProbeSettings settings) {}
