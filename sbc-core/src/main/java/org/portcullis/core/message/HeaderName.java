package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a header field, case ignored. The names of RFC 3261 and of the common extensions are
 * the constants here and no other instances; others keep the spelling they came with.
 */
public final class HeaderName {
    /** The {@link #id()} of every name that is none of the constants. */
    public static final int UNKNOWN = -1;

    static final char NO_COMPACT = 0;
    private static final List<HeaderName> KNOWN = new ArrayList<>();

    public static final HeaderName VIA = list("Via", 'v');
    public static final HeaderName FROM = single("From", 'f');
    public static final HeaderName TO = single("To", 't');
    public static final HeaderName CALL_ID = single("Call-ID", 'i');
    public static final HeaderName CSEQ = single("CSeq");
    public static final HeaderName MAX_FORWARDS = single("Max-Forwards");
    public static final HeaderName CONTENT_LENGTH = single("Content-Length", 'l');
    public static final HeaderName CONTENT_TYPE = single("Content-Type", 'c');
    public static final HeaderName CONTACT = list("Contact", 'm');
    public static final HeaderName ROUTE = list("Route");
    public static final HeaderName RECORD_ROUTE = list("Record-Route");
    public static final HeaderName ACCEPT = list("Accept");
    public static final HeaderName ACCEPT_ENCODING = list("Accept-Encoding");
    public static final HeaderName ACCEPT_LANGUAGE = list("Accept-Language");
    public static final HeaderName ALERT_INFO = list("Alert-Info");
    public static final HeaderName ALLOW = list("Allow");
    public static final HeaderName AUTHENTICATION_INFO = single("Authentication-Info");
    public static final HeaderName AUTHORIZATION = single("Authorization");
    public static final HeaderName CALL_INFO = list("Call-Info");
    public static final HeaderName CONTENT_DISPOSITION = single("Content-Disposition");
    public static final HeaderName CONTENT_ENCODING = list("Content-Encoding", 'e');
    public static final HeaderName CONTENT_LANGUAGE = list("Content-Language");
    public static final HeaderName DATE = single("Date");
    public static final HeaderName ERROR_INFO = list("Error-Info");
    public static final HeaderName EXPIRES = single("Expires");
    public static final HeaderName IN_REPLY_TO = list("In-Reply-To");
    public static final HeaderName MIME_VERSION = single("MIME-Version");
    public static final HeaderName MIN_EXPIRES = single("Min-Expires");
    public static final HeaderName ORGANIZATION = single("Organization");
    public static final HeaderName PRIORITY = single("Priority");
    public static final HeaderName PROXY_AUTHENTICATE = single("Proxy-Authenticate");
    public static final HeaderName PROXY_AUTHORIZATION = single("Proxy-Authorization");
    public static final HeaderName PROXY_REQUIRE = list("Proxy-Require");
    public static final HeaderName REPLY_TO = single("Reply-To");
    public static final HeaderName REQUIRE = list("Require");
    public static final HeaderName RETRY_AFTER = single("Retry-After");
    public static final HeaderName SERVER = single("Server");
    public static final HeaderName SUBJECT = single("Subject", 's');
    public static final HeaderName SUPPORTED = list("Supported", 'k');
    public static final HeaderName TIMESTAMP = single("Timestamp");
    public static final HeaderName UNSUPPORTED = list("Unsupported");
    public static final HeaderName USER_AGENT = single("User-Agent");
    public static final HeaderName WARNING = list("Warning");
    public static final HeaderName WWW_AUTHENTICATE = single("WWW-Authenticate");
    public static final HeaderName ACCEPT_CONTACT = list("Accept-Contact", 'a');
    public static final HeaderName ACCEPT_RESOURCE_PRIORITY = list("Accept-Resource-Priority");
    public static final HeaderName ALLOW_EVENTS = list("Allow-Events", 'u');
    public static final HeaderName ANSWER_MODE = single("Answer-Mode");
    public static final HeaderName DIVERSION = list("Diversion");
    public static final HeaderName EVENT = single("Event", 'o');
    public static final HeaderName FEATURE_CAPS = list("Feature-Caps");
    public static final HeaderName FLOW_TIMER = single("Flow-Timer");
    public static final HeaderName GEOLOCATION = list("Geolocation");
    public static final HeaderName GEOLOCATION_ERROR = single("Geolocation-Error");
    public static final HeaderName GEOLOCATION_ROUTING = single("Geolocation-Routing");
    public static final HeaderName HISTORY_INFO = list("History-Info");
    public static final HeaderName IDENTITY = single("Identity", 'y');
    public static final HeaderName IDENTITY_INFO = single("Identity-Info", 'n');
    public static final HeaderName INFO_PACKAGE = single("Info-Package");
    public static final HeaderName JOIN = single("Join");
    public static final HeaderName MAX_BREADTH = single("Max-Breadth");
    public static final HeaderName MIN_SE = single("Min-SE");
    public static final HeaderName P_ACCESS_NETWORK_INFO = list("P-Access-Network-Info");
    public static final HeaderName P_ASSERTED_IDENTITY = list("P-Asserted-Identity");
    public static final HeaderName P_ASSERTED_SERVICE = list("P-Asserted-Service");
    public static final HeaderName P_ASSOCIATED_URI = list("P-Associated-URI");
    public static final HeaderName P_CALLED_PARTY_ID = list("P-Called-Party-ID");
    public static final HeaderName P_CHARGING_FUNCTION_ADDRESSES =
            list("P-Charging-Function-Addresses");
    public static final HeaderName P_CHARGING_VECTOR = single("P-Charging-Vector");
    public static final HeaderName P_EARLY_MEDIA = list("P-Early-Media");
    public static final HeaderName P_PREFERRED_IDENTITY = list("P-Preferred-Identity");
    public static final HeaderName P_PREFERRED_SERVICE = list("P-Preferred-Service");
    public static final HeaderName P_VISITED_NETWORK_ID = list("P-Visited-Network-ID");
    public static final HeaderName PATH = list("Path");
    public static final HeaderName PERMISSION_MISSING = list("Permission-Missing");
    public static final HeaderName PRIVACY = single("Privacy");
    public static final HeaderName RACK = single("RAck");
    public static final HeaderName RSEQ = single("RSeq");
    public static final HeaderName REASON = list("Reason");
    public static final HeaderName RECV_INFO = list("Recv-Info");
    public static final HeaderName REFER_SUB = single("Refer-Sub");
    public static final HeaderName REFER_TO = single("Refer-To", 'r');
    public static final HeaderName REFERRED_BY = single("Referred-By", 'b');
    public static final HeaderName REJECT_CONTACT = list("Reject-Contact", 'j');
    public static final HeaderName REMOTE_PARTY_ID = list("Remote-Party-ID");
    public static final HeaderName REPLACES = single("Replaces");
    public static final HeaderName REQUEST_DISPOSITION = list("Request-Disposition", 'd');
    public static final HeaderName RESOURCE_PRIORITY = list("Resource-Priority");
    public static final HeaderName SECURITY_CLIENT = list("Security-Client");
    public static final HeaderName SECURITY_SERVER = list("Security-Server");
    public static final HeaderName SECURITY_VERIFY = list("Security-Verify");
    public static final HeaderName SERVICE_ROUTE = list("Service-Route");
    public static final HeaderName SESSION_EXPIRES = single("Session-Expires", 'x');
    public static final HeaderName SIP_ETAG = single("SIP-ETag");
    public static final HeaderName SIP_IF_MATCH = single("SIP-If-Match");
    public static final HeaderName SUBSCRIPTION_STATE = single("Subscription-State");
    public static final HeaderName SUPPRESS_IF_MATCH = single("Suppress-If-Match");
    public static final HeaderName TARGET_DIALOG = single("Target-Dialog");
    public static final HeaderName USER_TO_USER = list("User-to-User");

    private static final HeaderIndex INDEX = new HeaderIndex(KNOWN);

    private final int id;
    private final AsciiString text;
    private final char compact;
    private final boolean list;

    private HeaderName(int id, AsciiString text, char compact, boolean list) {
        this.id = id;
        this.text = text;
        this.compact = compact;
        this.list = list;
    }

    private static HeaderName single(String text) {
        return constant(text, NO_COMPACT, false);
    }

    private static HeaderName single(String text, char compact) {
        return constant(text, compact, false);
    }

    private static HeaderName list(String text) {
        return constant(text, NO_COMPACT, true);
    }

    private static HeaderName list(String text, char compact) {
        return constant(text, compact, true);
    }

    private static HeaderName constant(String text, char compact, boolean list) {
        HeaderName name = new HeaderName(KNOWN.size(), AsciiString.cached(text), compact, list);
        KNOWN.add(name);
        return name;
    }

    /**
     * The name spelled so, in full or compact.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static HeaderName of(AsciiString text) {
        if (!Chars.all(text, Chars.TOKEN)) {
            throw new IllegalArgumentException("header name: " + text + " (expected: a token)");
        }
        int start = text.arrayOffset();
        int id = find(text.array(), start, start + text.length());
        return id == UNKNOWN ? unknown(text) : INDEX.known(id);
    }

    static HeaderName unknown(AsciiString text) {
        return new HeaderName(UNKNOWN, text, NO_COMPACT, false);
    }

    /** The constant of that {@link #id()}. */
    public static HeaderName known(int id) {
        return INDEX.known(id);
    }

    /**
     * The {@link #id()} of the name, in full or compact, at {@code array[start, end)}, which holds
     * no control character.
     */
    public static int find(byte[] array, int start, int end) {
        return INDEX.find(array, start, end);
    }

    /** A small number, in the order of the constants, or {@link #UNKNOWN}. */
    public int id() {
        return id;
    }

    /** The compact form, or {@link #NO_COMPACT}. */
    char compact() {
        return compact;
    }

    /** The name in full; an unknown one as it was spelled. */
    public AsciiString text() {
        return text;
    }

    /**
     * Whether a line may hold several values separated by commas (RFC 3261 section 7.3.1); false
     * for unknown names.
     */
    public boolean list() {
        return list;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof HeaderName name && text.contentEqualsIgnoreCase(name.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
