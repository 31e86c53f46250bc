package org.portcullis.core.call;

import io.netty.util.AsciiString;

/** Values of the Reason header (RFC 3326) for what we end ourselves. */
final class Reasons {
    static final AsciiString ANSWERED_ELSEWHERE =
            AsciiString.cached("SIP;cause=200;text=\"Call completed elsewhere\"");
    static final AsciiString NO_ACK = AsciiString.cached("SIP;cause=408;text=\"ACK missing\"");
    static final AsciiString NO_ANSWER = AsciiString.cached("SIP;cause=408;text=\"No answer\"");
    static final AsciiString LOST = AsciiString.cached("SIP;cause=503;text=\"Peer unreachable\"");
    static final AsciiString GONE = AsciiString.cached("SIP;cause=481;text=\"Dialog gone\"");
    static final AsciiString BAD_SDP = AsciiString.cached("SIP;cause=488;text=\"Media refused\"");
    static final AsciiString SHUTDOWN = AsciiString.cached("SIP;cause=503;text=\"Shutting down\"");
    static final AsciiString ERROR = AsciiString.cached("SIP;cause=500;text=\"Internal error\"");

    private Reasons() {}
}
