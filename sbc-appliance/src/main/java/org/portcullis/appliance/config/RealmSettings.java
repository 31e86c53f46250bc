package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.tls.TlsSettings;

/**
 * A side of the border, where its media lives, how it speaks TLS if it does, how strangers are
 * asked who they are if they are at all, and who may speak to it.
 *
 * @param flood how much a source may send; empty for as everywhere
 */
public record RealmSettings(
        Realm realm,
        MediaRealm media,
        Optional<TlsSettings> tls,
        Optional<DigestSettings> auth,
        AclSettings acl,
        Optional<FloodSettings> flood) {

    /** One that asks nobody and is open to everybody. */
    public RealmSettings(Realm realm, MediaRealm media, Optional<TlsSettings> tls) {
        this(realm, media, tls, Optional.empty(), AclSettings.OPEN, Optional.empty());
    }
}
