package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.tls.TlsSettings;

/**
 * A side of the border, where its media lives, how it speaks TLS if it does, and how strangers are
 * asked who they are if they are at all.
 */
public record RealmSettings(
        Realm realm, MediaRealm media, Optional<TlsSettings> tls, Optional<DigestSettings> auth) {

    /** One that asks nobody. */
    public RealmSettings(Realm realm, MediaRealm media, Optional<TlsSettings> tls) {
        this(realm, media, tls, Optional.empty());
    }
}
