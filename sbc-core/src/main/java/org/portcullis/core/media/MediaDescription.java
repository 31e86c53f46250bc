package org.portcullis.core.media;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.portcullis.core.transport.Realm;

/**
 * An SDP body as it arrived, with what the media plane needs to know of its sender.
 *
 * @param from the side that sent it
 * @param fromRealm the realm of that side
 * @param toRealm the realm of the other side
 * @param source the address its signalling came from, for latching
 * @param sdp the body, {@code application/sdp}
 */
public record MediaDescription(
        Side from, Realm fromRealm, Realm toRealm, InetSocketAddress source, AsciiString sdp) {}
