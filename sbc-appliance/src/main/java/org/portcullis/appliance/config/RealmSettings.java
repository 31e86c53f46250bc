package org.portcullis.appliance.config;

import org.portcullis.core.transport.Realm;
import org.portcullis.media.port.MediaRealm;

/** A side of the border and where its media lives. */
public record RealmSettings(Realm realm, MediaRealm media) {}
