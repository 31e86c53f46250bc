package org.portcullis.routing.probe;

import org.portcullis.core.border.Origin;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/** A destination of a peer, to be probed. */
public record Probed(
        Origin peer, Realm realm, NextHop hop, Health health, ProbeSettings settings) {}
