package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transaction.Answers;

/** The extensions that a leg speaks, by option tag (RFC 3261 19.2), and its methods. */
public final class Extensions {
    public static final AsciiString RELIABLE = AsciiString.cached("100rel");
    static final AsciiString TIMER = AsciiString.cached("timer");
    static final AsciiString REPLACES = AsciiString.cached("replaces");

    private static final List<AsciiString> KNOWN = List.of(RELIABLE, TIMER, REPLACES);
    private static final AsciiString ALL = AsciiString.cached("100rel, timer, replaces");
    public static final AsciiString UNRELIABLE = AsciiString.cached("timer, replaces");
    private static final Set<Method> WITH_CONTACT =
            Set.of(Method.INVITE, Method.UPDATE, Method.SUBSCRIBE, Method.NOTIFY, Method.REFER);

    private Extensions() {}

    /** The value of Supported toward a peer. */
    public static AsciiString supported(PeerProfile profile) {
        return profile.reliableProvisionals() == PeerProfile.ReliableProvisionals.NEVER
                ? UNRELIABLE
                : ALL;
    }

    /** Whether a list header of a message names a token, case ignored. */
    static boolean names(SipMessage message, HeaderName header, AsciiString token) {
        for (AsciiString value : message.values(header)) {
            if (value.contentEqualsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the sender of a request can do what the option tag says. */
    public static boolean supports(SipMessage message, AsciiString tag) {
        return names(message, HeaderName.SUPPORTED, tag) || requires(message, tag);
    }

    public static boolean requires(SipMessage message, AsciiString tag) {
        return names(message, HeaderName.REQUIRE, tag);
    }

    /** What a request requires that we cannot do (RFC 3261 8.2.2.3). */
    public static List<AsciiString> unsupported(SipRequest request) {
        List<AsciiString> unsupported = new ArrayList<>();
        for (AsciiString tag : request.values(HeaderName.REQUIRE)) {
            if (KNOWN.stream().noneMatch(tag::contentEqualsIgnoreCase)) {
                unsupported.add(tag);
            }
        }
        return unsupported;
    }

    /**
     * Writes where we are and what we can do, where the method tells it: Contact, Allow and
     * Supported, in a request as in the response to it.
     */
    static void write(
            Method method, LocalName localName, PeerProfile profile, MessageWriter writer) {
        if (WITH_CONTACT.contains(method)) {
            writer.header(HeaderName.CONTACT, localName.contact());
            writer.header(HeaderName.ALLOW, Answers.ALLOWED);
            writer.header(HeaderName.SUPPORTED, supported(profile));
        }
    }
}
