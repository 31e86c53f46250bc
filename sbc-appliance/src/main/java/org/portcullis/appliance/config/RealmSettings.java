package org.portcullis.appliance.config;

import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.tls.TlsSettings;

/**
 * A side of the border, where its media lives, how it speaks TLS if it does, how strangers are
 * asked who they are if they are at all, who may speak to it, and how many calls may come and go
 * there.
 *
 * @param flood how much a source may send; empty for as everywhere
 */
public record RealmSettings(
        Realm realm,
        MediaRealm media,
        Optional<TlsSettings> tls,
        Optional<DigestSettings> auth,
        AclSettings acl,
        Optional<FloodSettings> flood,
        RealmLimits limits) {

    /** One that asks nobody, is open to everybody and limits nothing. */
    public RealmSettings(Realm realm, MediaRealm media, Optional<TlsSettings> tls) {
        this(
                realm,
                media,
                tls,
                Optional.empty(),
                AclSettings.OPEN,
                Optional.empty(),
                RealmLimits.NONE);
    }
}
