package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.tls.TlsSettings;

/**
 * A side of the border, where its media lives, how it speaks TLS if it does, how strangers are
 * asked who they are if they are at all, and how many calls may come and go there.
 */
public record RealmSettings(
        Realm realm,
        MediaRealm media,
        Optional<TlsSettings> tls,
        Optional<DigestSettings> auth,
        RealmLimits limits) {

    /** One that asks nobody and limits nothing. */
    public RealmSettings(Realm realm, MediaRealm media, Optional<TlsSettings> tls) {
        this(realm, media, tls, Optional.empty(), RealmLimits.NONE);
    }
}
