package org.portcullis.routing.route;

import org.portcullis.routing.dispatch.Planner;
import org.portcullis.routing.trunk.FailoverCodes;

/** How to reach a peer, and which of its failures the next one makes good. */
record Way(Planner planner, FailoverCodes codes) {}
