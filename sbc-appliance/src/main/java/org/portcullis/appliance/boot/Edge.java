package org.portcullis.appliance.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.EdgeSettings;
import org.portcullis.appliance.config.RealmSettings;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.acl.AddressSet;
import org.portcullis.security.acl.DnsNameResolver;
import org.portcullis.security.acl.DomainKeeper;
import org.portcullis.security.admission.GateRules;
import org.portcullis.security.admission.SourceGate;
import org.portcullis.security.ban.BanKeeper;
import org.portcullis.security.ban.BanTable;
import org.portcullis.security.ban.Strikes;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.scan.ScannerFilter;

/**
 * The guard before everything else: bans, access lists, floods, scanners, and the threads that keep
 * bans and domain names.
 */
final class Edge implements Reloadable, AutoCloseable {
    private final ToIntFunction<InetAddress> registrations;
    private final Counters counters;
    private final BanTable bans;
    private final BanKeeper banKeeper;
    private final DomainKeeper domains;
    private final SourceGate gate;
    private final Optional<Path> banFile;

    /** By realm, and by the empty name for the realms without settings of their own. */
    private Map<String, Flood> floods = Map.of();

    private volatile AddressBook book;
    private volatile AddressSet exempt;

    /**
     * @param registrations how many live ones there are from an address; any loop asks
     */
    Edge(Configuration its, ToIntFunction<InetAddress> registrations, Counters counters) {
        this.registrations = registrations;
        this.counters = counters;
        this.book = its.addresses();
        this.exempt = exempt(its);
        this.banFile = its.edge().banFile();
        Predicate<InetSocketAddress> spared = source -> exempt.contains(source);
        this.bans = new BanTable(its.edge().bans(), spared, counters, System.nanoTime());
        this.banKeeper =
                new BanKeeper(
                        bans,
                        banFile,
                        its.edge().nftables(),
                        spared,
                        System::nanoTime,
                        InstantSource.system(),
                        counters);
        this.domains =
                new DomainKeeper(book, DnsNameResolver.ofSystem(), System::nanoTime, counters);
        this.floods = floods(its);
        this.gate = new SourceGate(bans, rules(its, floods), counters, System.nanoTime());
        counters.gauge(
                "portcullis_acl_entries",
                "Addresses and blocks in all address groups, those of domain names included.",
                () -> book.entries());
    }

    SourceGate gate() {
        return gate;
    }

    BanTable bans() {
        return bans;
    }

    /**
     * Takes bans over from the last run and resolves domain names, before anybody is let in.
     *
     * @throws IOException naming the file of bans where it cannot be read, or not be written
     */
    void start() throws IOException {
        Optional<Path> directory = banFile.map(file -> file.toAbsolutePath().getParent());
        if (directory.isPresent()) {
            Files.createDirectories(directory.get());
        }
        banKeeper.start();
        domains.start();
    }

    /**
     * Makes the indexes of other groups, which takes a while.
     *
     * @throws IOException naming the other file of bans where it cannot be read, or not be written
     */
    @Override
    public Runnable prepare(Configuration next) throws IOException {
        Runnable keeping = banKeeper.prepare(next.edge().banFile(), next.edge().nftables());
        next.addresses().adopt(book);
        Map<String, Flood> others = floods(next);
        GateRules rules = rules(next, others);
        AddressSet otherExempt = exempt(next);
        return () -> {
            book = next.addresses();
            exempt = otherExempt;
            domains.follow(next.addresses());
            bans.use(next.edge().bans());
            keeping.run();
            others.values().forEach(Flood::use);
            floods = others;
            gate.replace(rules);
        };
    }

    @Override
    public void close() {
        domains.close();
        banKeeper.close();
    }

    /** Those that there were before go on counting, by the settings that there are now. */
    private Map<String, Flood> floods(Configuration its) {
        Map<String, Flood> made = new HashMap<>();
        Set<String> names = new LinkedHashSet<>(List.of(""));
        its.realms().stream()
                .filter(realm -> realm.flood().isPresent())
                .forEach(realm -> names.add(realm.realm().name()));
        for (String name : names) {
            FloodSettings settings = settings(its, name);
            AddressSet spared = its.addresses().groups(settings.exempt());
            Flood before = floods.get(name);
            made.put(
                    name,
                    before == null
                            ? flood(settings, spared)
                            : new Flood(settings, spared, before.exempt(), before.limiter()));
        }
        return made;
    }

    private Flood flood(FloodSettings settings, AddressSet spared) {
        Exempt exemption = new Exempt(spared);
        FloodLimiter limiter =
                new FloodLimiter(settings, exemption, registrations, counters, System.nanoTime());
        return new Flood(settings, spared, exemption, limiter);
    }

    private static FloodSettings settings(Configuration its, String realm) {
        return its.realms().stream()
                .filter(each -> each.realm().name().equals(realm))
                .findAny()
                .flatMap(RealmSettings::flood)
                .orElse(its.flood());
    }

    private GateRules rules(Configuration its, Map<String, Flood> limiters) {
        Map<String, GateRules.RealmRules> realms = new HashMap<>();
        for (RealmSettings realm : its.realms()) {
            String name = realm.realm().name();
            Flood flood =
                    Objects.requireNonNull(limiters.get(realm.flood().isPresent() ? name : ""));
            realms.put(
                    name,
                    new GateRules.RealmRules(
                            realm.acl().open()
                                    ? Optional.empty()
                                    : Optional.of(its.addresses().access(realm.acl())),
                            flood.limiter(),
                            flood.settings().ban()));
        }
        EdgeSettings edge = its.edge();
        AddressSet spared = exempt(its);
        AddressSet peers = its.addresses().groups(peerGroups(its));
        return new GateRules(
                realms,
                edge.scanners().map(scanners -> new ScannerFilter(scanners.patterns())),
                edge.scanners().map(EdgeSettings.Scanners::ban).orElse(Duration.ZERO),
                edge.malformed().map(m -> new Strikes(m.count(), m.within())),
                spared,
                peers);
    }

    /** The groups whose addresses are enough to know a peer by: not those of phones, say. */
    private static Set<String> peerGroups(Configuration its) {
        Set<String> names = new LinkedHashSet<>();
        for (Trunk trunk : its.trunks()) {
            if (trunk.sendTo().isPresent()
                    && trunk.match().byAddress()
                    && trunk.match().group() instanceof AddressSet set) {
                names.addAll(set.groups());
            }
        }
        return names;
    }

    private static AddressSet exempt(Configuration its) {
        Set<String> names = new LinkedHashSet<>(its.edge().exempt());
        names.addAll(its.flood().exempt());
        its.realms().forEach(realm -> realm.flood().ifPresent(f -> names.addAll(f.exempt())));
        return its.addresses().groups(names);
    }

    private record Flood(
            FloodSettings settings, AddressSet spared, Exempt exempt, FloodLimiter limiter) {
        /** Counts by these settings from now on. */
        void use() {
            exempt.set = spared;
            limiter.use(settings, System.nanoTime());
        }
    }

    /** Sources that are not counted, which a reload replaces under a limiter that goes on. */
    private static final class Exempt implements Predicate<InetSocketAddress> {
        volatile AddressSet set;

        Exempt(AddressSet set) {
            this.set = set;
        }

        @Override
        public boolean test(InetSocketAddress source) {
            return set.contains(source);
        }
    }
}
