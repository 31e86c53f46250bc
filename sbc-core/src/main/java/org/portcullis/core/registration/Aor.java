package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;

/**
 * An address-of-record (RFC 3261 6) as the box tells them apart: the user, among those of one peer.
 * The host is not part of it, as the registrar sees its own in place of whatever the phone writes.
 *
 * @param phones the peer that the phone belongs to
 * @param user as written
 */
public record Aor(Origin phones, AsciiString user) {

    /** The one that a REGISTER is about; keeps nothing of the message. */
    public static Aor of(SipRequest register, Origin phones) {
        return new Aor(phones, Own.copy(register.to().uri().user()));
    }
}
