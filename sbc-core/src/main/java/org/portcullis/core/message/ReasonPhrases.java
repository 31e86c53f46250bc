package org.portcullis.core.message;

import io.netty.util.AsciiString;

/** The reason phrases of RFC 3261 section 21 and of the RFCs that add status codes. */
public final class ReasonPhrases {
    private static final int FIRST = 100;
    private static final AsciiString[] PHRASES = new AsciiString[600];
    private static final AsciiString[] CLASSES = {
        AsciiString.cached("Progress"),
        AsciiString.cached("Success"),
        AsciiString.cached("Redirected"),
        AsciiString.cached("Request Failure"),
        AsciiString.cached("Server Failure"),
        AsciiString.cached("Global Failure")
    };

    static {
        put(100, "Trying");
        put(180, "Ringing");
        put(181, "Call Is Being Forwarded");
        put(182, "Queued");
        put(183, "Session Progress");
        put(199, "Early Dialog Terminated");
        put(200, "OK");
        put(202, "Accepted");
        put(204, "No Notification");
        put(300, "Multiple Choices");
        put(301, "Moved Permanently");
        put(302, "Moved Temporarily");
        put(305, "Use Proxy");
        put(380, "Alternative Service");
        put(400, "Bad Request");
        put(401, "Unauthorized");
        put(402, "Payment Required");
        put(403, "Forbidden");
        put(404, "Not Found");
        put(405, "Method Not Allowed");
        put(406, "Not Acceptable");
        put(407, "Proxy Authentication Required");
        put(408, "Request Timeout");
        put(410, "Gone");
        put(412, "Conditional Request Failed");
        put(413, "Request Entity Too Large");
        put(414, "Request-URI Too Long");
        put(415, "Unsupported Media Type");
        put(416, "Unsupported URI Scheme");
        put(417, "Unknown Resource-Priority");
        put(420, "Bad Extension");
        put(421, "Extension Required");
        put(422, "Session Interval Too Small");
        put(423, "Interval Too Brief");
        put(424, "Bad Location Information");
        put(425, "Bad Alert Message");
        put(428, "Use Identity Header");
        put(429, "Provide Referrer Identity");
        put(430, "Flow Failed");
        put(433, "Anonymity Disallowed");
        put(436, "Bad Identity Info");
        put(437, "Unsupported Credential");
        put(438, "Invalid Identity Header");
        put(439, "First Hop Lacks Outbound Support");
        put(440, "Max-Breadth Exceeded");
        put(469, "Bad Info Package");
        put(470, "Consent Needed");
        put(480, "Temporarily Unavailable");
        put(481, "Call/Transaction Does Not Exist");
        put(482, "Loop Detected");
        put(483, "Too Many Hops");
        put(484, "Address Incomplete");
        put(485, "Ambiguous");
        put(486, "Busy Here");
        put(487, "Request Terminated");
        put(488, "Not Acceptable Here");
        put(489, "Bad Event");
        put(491, "Request Pending");
        put(493, "Undecipherable");
        put(494, "Security Agreement Required");
        put(500, "Server Internal Error");
        put(501, "Not Implemented");
        put(502, "Bad Gateway");
        put(503, "Service Unavailable");
        put(504, "Server Time-out");
        put(505, "Version Not Supported");
        put(513, "Message Too Large");
        put(555, "Push Notification Service Not Supported");
        put(580, "Precondition Failure");
        put(600, "Busy Everywhere");
        put(603, "Decline");
        put(604, "Does Not Exist Anywhere");
        put(606, "Not Acceptable");
        put(607, "Unwanted");
        put(608, "Rejected");
        for (int i = 0; i < PHRASES.length; i++) {
            if (PHRASES[i] == null) {
                PHRASES[i] = CLASSES[i / 100];
            }
        }
    }

    private ReasonPhrases() {}

    private static void put(int status, String phrase) {
        PHRASES[status - FIRST] = AsciiString.cached(phrase);
    }

    /** The phrase for a status code of 100 to 699; that of its class if the code is not known. */
    public static AsciiString of(int status) {
        return PHRASES[status - FIRST];
    }
}
