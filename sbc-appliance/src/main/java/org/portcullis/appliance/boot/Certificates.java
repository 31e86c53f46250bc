package org.portcullis.appliance.boot;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.RealmSettings;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.TlsEngines;
import org.portcullis.security.tls.TlsRealm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS of every realm that has it. Changed by the thread of reloads alone. */
final class Certificates implements Reloadable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final Map<String, TlsRealm> realms = new HashMap<>();

    Certificates(Configuration first, Counters counters) {
        for (RealmSettings realm : first.realms()) {
            String name = realm.realm().name();
            realm.tls()
                    .ifPresent(
                            tls ->
                                    realms.put(
                                            name,
                                            new TlsRealm(
                                                    name, tls, InstantSource.system(), counters)));
        }
    }

    Map<String, TlsEngines> engines() {
        return Map.copyOf(realms);
    }

    /** Looks whether files have changed, and reads those that have. */
    void look() {
        for (TlsRealm realm : realms.values()) {
            try {
                realm.reloadIfChanged();
            } catch (RuntimeException e) {
                LOG.error("certificates could not be looked at", e); // and are again, the next time
            }
        }
    }

    /** Reads the files again, changed or not: a realm has TLS before and after, or never. */
    @Override
    public Runnable prepare(Configuration next) {
        List<Runnable> steps = new ArrayList<>();
        for (RealmSettings realm : next.realms()) {
            TlsRealm its = realms.get(realm.realm().name());
            if (its != null) {
                steps.add(its.prepare(realm.tls().orElseThrow()));
            }
        }
        return () -> steps.forEach(Runnable::run);
    }
}
