package org.portcullis.core.leg;

import io.netty.util.AsciiString;

/**
 * Values of the Reason header (RFC 3326) for what we end ourselves: the SIP status and the Q.850
 * cause that comes closest.
 */
public final class Reasons {
    public static final AsciiString ANSWERED_ELSEWHERE =
            of(200, "Call completed elsewhere", 26); // RFC 3326 3.1; non-selected user clearing
    public static final AsciiString NO_ACK = of(408, "ACK missing", 102);
    public static final AsciiString NO_PRACK = of(504, "PRACK missing", 102);
    public static final AsciiString NO_ANSWER = of(408, "No answer", 19);
    public static final AsciiString LOST = of(503, "Peer unreachable", 41);
    public static final AsciiString GONE = of(481, "Dialog gone", 41);
    public static final AsciiString EXPIRED = of(408, "Session expired", 102);
    public static final AsciiString BAD_SDP = of(488, "Media refused", 88);
    public static final AsciiString SHUTDOWN = of(503, "Shutting down", 38);
    public static final AsciiString OPERATOR = of(200, "Ended by the operator", 31);
    public static final AsciiString ERROR = of(500, "Internal error", 41);
    public static final AsciiString TOO_LONG = of(200, "Call length limit", 16);
    public static final AsciiString SILENT = of(200, "No media", 41);
    public static final AsciiString TRANSFERRED = of(200, "Call transferred", 16);

    private Reasons() {}

    private static AsciiString of(int status, String text, int cause) {
        return AsciiString.cached(
                "SIP;cause=" + status + ";text=\"" + text + "\", Q.850;cause=" + cause);
    }
}
