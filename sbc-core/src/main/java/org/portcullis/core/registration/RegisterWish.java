package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.topology.Seconds;

/** What a REGISTER asks for (RFC 3261 10.2). */
public sealed interface RegisterWish {

    /** Which bindings there are. */
    record Query() implements RegisterWish {}

    /** That there be none any more: {@code Contact: *}. */
    record RemoveAll() implements RegisterWish {}

    /**
     * That these be added, refreshed or removed.
     *
     * @param contacts at least one
     * @param expiresSeconds for those that do not say; -1 where that is left to the registrar
     */
    record Update(List<ContactField> contacts, long expiresSeconds) implements RegisterWish {
        public Update {
            contacts = List.copyOf(contacts);
        }

        /** What is asked for a contact; -1 where that is left to the registrar. */
        public long expiresSeconds(ContactField contact) {
            return contact.expiresSeconds() >= 0 ? contact.expiresSeconds() : expiresSeconds;
        }
    }

    /** What no registrar can do. */
    record Malformed() implements RegisterWish {}

    AsciiString OUTBOUND = AsciiString.cached("outbound");

    static RegisterWish of(SipRequest register) {
        List<AsciiString> values = register.values(HeaderName.CONTACT);
        Optional<AsciiString> header = register.header(HeaderName.EXPIRES);
        long expires = header.map(Seconds::of).orElse(-1L);
        if (values.isEmpty()) {
            return new Query();
        }
        List<NameAddr> addresses = register.contacts();
        if (addresses.size() < values.size()) { // with a *, which stands alone (10.2.2)
            return values.size() == 1 && expires == 0 ? new RemoveAll() : new Malformed();
        }
        boolean outbound = outbound(register);
        List<ContactField> contacts = new ArrayList<>(addresses.size());
        int flows = 0;
        for (NameAddr address : addresses) {
            flows += ContactField.hasRegId(address) ? 1 : 0;
            Optional<ContactField> contact = ContactField.of(address, outbound);
            if (contact.isEmpty()) {
                return new Malformed();
            }
            contacts.add(contact.get());
        }
        Update update = new Update(contacts, expires);
        // RFC 5626 6: a flow is registered alone; several may be removed together.
        boolean removal = contacts.stream().allMatch(each -> update.expiresSeconds(each) == 0);
        return flows > 1 && !removal ? new Malformed() : update;
    }

    /**
     * Whether RFC 5626 applies: the phone knows it, and what the REGISTER came by is its own flow
     * and not that of a proxy before it.
     */
    private static boolean outbound(SipRequest register) {
        return register.values(HeaderName.VIA).size() == 1 && supports(register, OUTBOUND);
    }

    private static boolean supports(SipRequest register, AsciiString option) {
        for (AsciiString value : register.values(HeaderName.SUPPORTED)) {
            if (value.contentEqualsIgnoreCase(option)) {
                return true;
            }
        }
        return false;
    }
}
