package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.media.MediaDescription;

/**
 * The descriptions that are in force on a leg.
 *
 * @param local the last that was sent to the peer
 * @param remote the last that came from it
 */
public record Descriptions(Optional<AsciiString> local, Optional<AsciiString> remote) {
    static final Descriptions NONE = new Descriptions(Optional.empty(), Optional.empty());

    /** These, but for those that have been replaced. */
    Descriptions replaced(Optional<AsciiString> newLocal, Optional<AsciiString> newRemote) {
        return new Descriptions(newLocal.or(() -> local), newRemote.or(() -> remote));
    }

    /** What the peer of a leg has written, to be made known to the peer of another. */
    public static MediaDescription passing(Leg from, Leg to, AsciiString sdp) {
        return new MediaDescription(
                from.side(),
                from.arrival().realm(),
                to.arrival().realm(),
                from.arrival().remote(),
                sdp);
    }
}
