package org.portcullis.appliance.emergency;

import java.util.List;
import java.util.Optional;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/**
 * Who is told of emergency calls.
 *
 * @param addresses who gets a MESSAGE
 * @param webhook what gets a POST
 */
public record NoticeSettings(List<Address> addresses, Optional<Hook> webhook) {
    public NoticeSettings {
        addresses = List.copyOf(addresses);
    }

    /** One that a MESSAGE goes to, and the side of the border it is on. */
    public record Address(Realm realm, NextHop hop) {}
}
