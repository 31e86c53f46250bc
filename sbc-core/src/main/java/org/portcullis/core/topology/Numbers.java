package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/**
 * The numbers of a request, for those who choose where it goes: the called one is the user of the
 * Request-URI, the calling one that of From, each without the parameters of a telephone number and,
 * where it is one, without visual separators.
 */
public final class Numbers {
    private static final AsciiString TEL = AsciiString.cached("tel:");

    private Numbers() {}

    /** Who is called; empty if it is nobody. */
    public static AsciiString called(SipRequest request) {
        return Subscriber.of(request.requestUri()).user();
    }

    /** Who calls; empty if it is nobody. */
    public static AsciiString calling(SipRequest request) {
        return Subscriber.of(request.from().uri()).user();
    }

    /**
     * The request with the same bytes and other numbers. To follows the called number where it
     * names the same one; what cannot stand in a URI changes nothing.
     */
    public static SipRequest replaced(SipRequest request, AsciiString called, AsciiString calling) {
        AsciiString calledBefore = called(request);
        AsciiString callingBefore = calling(request);
        if (called.equals(calledBefore) && calling.equals(callingBefore)) {
            return request;
        }
        NameAddr to = request.to();
        boolean same = Subscriber.of(to.uri()).user().equals(calledBefore);
        return Views.of(
                request,
                replaced(request.requestUri(), calledBefore, called),
                replaced(request.from(), callingBefore, calling),
                same ? replaced(to, calledBefore, called) : to);
    }

    private static NameAddr replaced(NameAddr address, AsciiString before, AsciiString user) {
        return user.equals(before)
                ? address
                : new NameAddr(
                        address.display(), replaced(address.uri(), before, user), address.params());
    }

    private static Uri replaced(Uri uri, AsciiString before, AsciiString user) {
        if (user.equals(before)) {
            return uri;
        }
        // What was said of the old number, its context before all, is not true of a global one.
        boolean global = uri instanceof TelUri && !user.isEmpty() && user.byteAt(0) == '+';
        return (global ? Uri.parse(TEL.concat(user)) : Addresses.withUser(uri, user)).orElse(uri);
    }
}
