package org.portcullis.security.tls;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.TlsEngines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one realm. Engines are made on any loop from what was last read; {@link #reload} replaces
 * that whole, and connections that stand keep theirs.
 */
public final class TlsRealm implements TlsEngines {
    private static final Logger LOG = LoggerFactory.getLogger(TlsRealm.class);

    static {
        // The JDK reads it once, before the first engine: a peer may not make us shake hands again
        // and again on one connection (TLS 1.2).
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private static final String EXPIRY = "portcullis_tls_certificate_expiry_seconds";

    private final String realm;
    private final InstantSource clock;
    private final Counters counters;
    private final Counter loaded;
    private final Counter failed;
    private volatile InUse inUse;
    private List<String> tried;
    private List<String> seen;

    /**
     * Reads the files. Blocks.
     *
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    public TlsRealm(String realm, TlsSettings settings, InstantSource clock, Counters counters) {
        this.realm = realm;
        this.clock = clock;
        this.counters = counters;
        this.tried = stamps(settings);
        this.seen = tried;
        this.inUse = InUse.read(settings, clock.instant());
        this.loaded = reloads(counters, "loaded");
        this.failed = reloads(counters, "failed");
        showExpiry(0, settings.certificates().size());
    }

    /** What engines are made of, replaced whole. */
    private record InUse(TlsSettings settings, List<String> names, Material material) {
        String[] versions() {
            return names.toArray(String[]::new);
        }

        static InUse read(TlsSettings settings, Instant now) {
            return new InUse(
                    settings,
                    settings.versions().stream().map(TlsSettings.TlsVersion::jdkName).toList(),
                    Material.read(settings, now));
        }
    }

    /**
     * Reads the files of other settings. Blocks.
     *
     * @return what takes them into use, to be run by the thread that looks for changed files
     * @throws IllegalArgumentException naming the file, what is wrong and what was expected
     */
    public Runnable prepare(TlsSettings next) {
        List<String> stamps = stamps(next);
        InUse prepared = InUse.read(next, clock.instant());
        return () -> {
            int before = inUse.settings().certificates().size();
            inUse = prepared;
            tried = stamps;
            seen = stamps;
            showExpiry(before, next.certificates().size());
        };
    }

    private void showExpiry(int before, int now) {
        for (int i = now; i < before; i++) {
            counters.removeGauge(EXPIRY, "realm", realm, "certificate", Integer.toString(i));
        }
        for (int i = before; i < now; i++) {
            int index = i;
            counters.gauge(
                    EXPIRY,
                    "When the certificate in use ends to be valid, in seconds since 1970.",
                    () -> expirySeconds(index),
                    "realm",
                    realm,
                    "certificate",
                    Integer.toString(i));
        }
    }

    private long expirySeconds(int index) {
        List<Credential> credentials = inUse.material().credentials();
        return index < credentials.size() ? credentials.get(index).expirySeconds() : 0;
    }

    private Counter reloads(Counters counters, String result) {
        return counters.counter(
                "portcullis_tls_reloads_total",
                "Times that changed certificate files were read, and whether they are in use now.",
                "realm",
                realm,
                "result",
                result);
    }

    @Override
    public SSLEngine accepting() {
        InUse its = inUse;
        SSLEngine engine = its.material().accepting().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(its.versions());
        parameters.setUseCipherSuitesOrder(true);
        switch (its.settings().clients()) {
            case NONE -> parameters.setWantClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public SSLEngine connecting(String name, int port) {
        InUse its = inUse;
        SSLEngine engine = its.material().connecting().createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(its.versions());
        if (its.settings().verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!NetUtil.isValidIpV4Address(name) && !NetUtil.isValidIpV6Address(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public List<String> peerNames(SSLEngine engine) {
        if (engine.getUseClientMode() && !inUse.settings().verify()) {
            return List.of();
        }
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own
                    ? PeerNames.of(own)
                    : List.of();
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // it showed none
        }
    }

    /**
     * Reads the files if they have changed since they were last read and have stayed the same since
     * the last call: who copies them is done then. Files that will not do change nothing.
     *
     * <p>Blocks; not for a loop, and by one thread at a time.
     */
    public void reloadIfChanged() {
        List<String> now = stamps(inUse.settings());
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(tried)) {
            tried = now;
            reload();
        }
    }

    private void reload() {
        try {
            inUse = InUse.read(inUse.settings(), clock.instant());
            loaded.increment();
            LOG.info("certificates reloaded realm={}", realm);
        } catch (IllegalArgumentException e) {
            failed.increment();
            LOG.error("certificates kept as they were realm={} why={}", realm, e.getMessage());
        }
    }

    /** What tells one state of the files from another. */
    private static List<String> stamps(TlsSettings settings) {
        List<String> stamps = new ArrayList<>();
        for (Path file : settings.files()) {
            try {
                Path real = file.toRealPath();
                stamps.add(real + " " + Files.getLastModifiedTime(real) + ' ' + Files.size(real));
            } catch (IOException e) {
                stamps.add(file + " cannot be read");
            }
        }
        return stamps;
    }
}
