package org.portcullis.security.admission;

import io.netty.util.AsciiString;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/** Who the parties of a call are, as limits tell them apart. */
public final class Parties {

    private Parties() {}

    /** An IPv6 site: the first 64 bits of an address, the rest of which it chooses freely. */
    private record Site(long prefix) {}

    /** The one that an address counts for. */
    static Object source(InetAddress address) {
        return address instanceof Inet6Address
                ? new Site(ByteBuffer.wrap(address.getAddress()).getLong())
                : address;
    }

    /**
     * The user that calls: a name that the peer vouches for, so it counts for that peer alone. A
     * copy that keeps no message alive.
     */
    static String caller(SipRequest request, Origin origin) {
        return origin.name() + ' ' + user(request, origin);
    }

    /** The name that the caller has proven, else the user or number in From. */
    public static String user(SipRequest request, Origin origin) {
        return origin instanceof Origin.User(String proven)
                ? proven
                : user(request.from().uri()).toString();
    }

    /** The user or number that is called, without the parameters of its user part. */
    public static String called(SipRequest request) {
        return user(request.requestUri()).toString();
    }

    private static AsciiString user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> withoutParameters(sip.user());
            case TelUri tel -> tel.digits();
            case OtherUri other -> other.text();
        };
    }

    private static AsciiString withoutParameters(AsciiString user) {
        int end = user.indexOf(";", 0);
        return end < 0 ? user : user.subSequence(0, end, false);
    }
}
