package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import org.portcullis.appliance.admin.AdminSettings;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.acl.AddressFile;
import org.portcullis.security.acl.AddressGroup;
import org.portcullis.security.acl.GroupMember;
import org.portcullis.security.admission.TwoWayLimits;
import org.portcullis.security.digest.Account;
import org.portcullis.security.digest.BlockSettings;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.digest.UserSettings;
import org.portcullis.security.tls.TlsSettings.ClientCertificates;

/**
 * Reads the whole file. What other sections refer to is read before them, so every name leads at
 * once to what it means; the file itself may be in any order.
 */
final class ConfigurationReader {
    static final Nested<Configuration> FORM = new Nested<>(ConfigurationReader::compared);

    private static final Scalar<List<GroupMember>> ADDRESS =
            Scalar.of(
                    "an address, a CIDR block, ADDRESS:PORT or a domain name, such as 192.0.2.0/24,"
                            + " [2001:db8::1]:5060 or sip.carrier.example, and perhaps a tag",
                    "192.0.2.0/24",
                    Scalar.Json.Text.ANY,
                    text -> List.of(GroupMember.parseTagged(text)));

    private static final FileOf<List<GroupMember>> ADDRESS_FILE =
            new FileOf<>("addresses, one a line", List.of(), ConfigurationReader::addresses);

    private static final Items<List<GroupMember>> ADDRESS_GROUP =
            new Items<>(
                    new Either<>(
                            ADDRESS,
                            new OneOf<>(
                                    List.of(
                                            new OneOf.Choice<>(
                                                    "file",
                                                    ADDRESS_FILE,
                                                    "Addresses in a file, one a line, a tag behind it"
                                                            + " perhaps, `#` before comments."),
                                            new OneOf.Choice<>(
                                                    "address-list",
                                                    AddressListReader.FORM,
                                                    "Those of Kamailio's address file.")))),
                    0);

    private ConfigurationReader() {}

    private static Configuration read(Section s) {
        String node =
                s.value(
                        "node",
                        Types.name(),
                        "portcullis",
                        "What the dashboard calls this instance.");
        Path state = stateDirectory(s);
        SequencedMap<String, UserSettings> users =
                s.named(
                        "users",
                        AuthReader.USER,
                        List.of(),
                        "Users that authenticate by digest, where a realm has `auth`.");
        requireOneOfEach(s, users);
        Optional<UserDatabase> database =
                s.optional(
                        "user-database",
                        DatabaseReader.USERS,
                        "An SQL database of users, for names that are not in `users`: the"
                                + " `subscriber` table of Kamailio, or one like it.");
        SequencedMap<String, List<List<GroupMember>>> groups =
                s.named(
                        "address-groups",
                        ADDRESS_GROUP,
                        List.of(),
                        "Sets of source addresses, for trunks, access lists and exemptions to name."
                                + " Domain names are resolved, A and AAAA, and again when their"
                                + " TTL is over; one that does not resolve keeps the addresses it"
                                + " had.");
        SequencedMap<String, RealmSettings> realms =
                s.named(
                        "realms",
                        RealmReader.form(users.values(), database, groups.keySet()),
                        List.of("outside"),
                        "The sides of the border. Where none is written there is one, `outside`,"
                                + " with the defaults below.");
        AddressBook addresses = new AddressBook(groups(groups));
        PeerReader peers =
                new PeerReader(
                        realms(realms), addresses, groups.keySet(), users, database.isPresent());
        SequencedMap<String, PeerReader.Entry<Trunk>> trunks =
                s.named(
                        "trunks",
                        peers.trunk(),
                        List.of(),
                        "Peers of their own: carriers, mostly.");
        SequencedMap<String, PeerReader.Entry<DispatcherSettings>> dispatchers =
                s.named(
                        "dispatcher",
                        peers.dispatcher(),
                        List.of(),
                        "Sets of equal destinations: farms of PBXs. A request from one of their"
                                + " addresses is theirs.");
        requireOwnNames(s, trunks.keySet(), dispatchers.keySet());
        requireQuestions(s, trunks, realms);
        BlockSettings block =
                s.section(
                        "auth-failures",
                        AuthReader::block,
                        "When guessing the password of a user is ended.");
        requireCertificates(s, trunks.values(), realms);
        return new Configuration(
                node,
                state,
                List.copyOf(realms.values()),
                addresses,
                trunks.values().stream().map(PeerReader.Entry::peer).toList(),
                dispatchers.values().stream().map(PeerReader.Entry::peer).toList(),
                callLimits(trunks, dispatchers),
                profiles(trunks, dispatchers),
                auth(realms, users, database, block, accounts(trunks, dispatchers)),
                trunks.values().stream().flatMap(trunk -> trunk.line().stream()).toList(),
                routes(s, trunks, dispatchers, realms),
                s.optional(
                        "emergency",
                        new EmergencyReader(reachable(trunks), dispatchers.keySet(), realms(realms))
                                .form(),
                        "Calls to emergency numbers: let in whatever the limits of their peer are,"
                                + " untouched by its rules and number format, and routed ahead of"
                                + " `routes`."),
                s.section(
                        "flood",
                        flood -> SettingsReader.flood(flood, groups.keySet()),
                        "How much a source may send before it is blocked, as Kamailio's pike counts"
                                + " it. Trusted realms are not counted."),
                EdgeReader.read(s, groups.keySet(), state),
                s.section(
                        "fraud",
                        new FraudReader(state, trunks.keySet(), dispatchers.keySet())::read,
                        "How much a source may call which numbers before people are told and it is"
                                + " blocked, and which numbers may be called at what time."),
                s.section(
                        "overload",
                        OverloadReader::read,
                        "When new calls and registrations are answered 503 for a while: when there"
                                + " is more to do than can be done. What belongs to a dialog and"
                                + " emergency calls go on."),
                s.section("limits", SettingsReader::limits, "What the box takes in all."),
                s.section(
                        "registration",
                        registration ->
                                RegistrationReader.read(
                                        registration,
                                        state,
                                        realms.values().stream()
                                                .anyMatch(realm -> realm.auth().isPresent())),
                        "Phones that register through the box, those of a trunk without `send-to`,"
                                + " and users that register with it."),
                s.section(
                        "sip", SettingsReader::sip, "How large the parts of a SIP message may be."),
                s.section(
                        "timers",
                        SettingsReader::timers,
                        "The timers of RFC 3261; others follow from these."),
                s.section(
                        "transport",
                        SettingsReader::transport,
                        "Threads, sockets and connections."),
                s.section(
                        "dns",
                        DnsReader::read,
                        "How the names of trunks and destinations are looked up."),
                admin(s),
                s.section(
                        "log",
                        SettingsReader::log,
                        "The log, on standard error, one line an event."),
                s.section(
                        "shutdown",
                        SettingsReader::shutdown,
                        "What happens to live calls on SIGTERM."));
    }

    private static Configuration compared(Section s) {
        Configuration configuration = read(s);
        s.compare((top, running) -> FixedKeys.check(top, running, configuration));
        return configuration;
    }

    static Path stateDirectory(Section s) {
        return s.value(
                "state-directory",
                StateDirectory.FORM,
                StateDirectory.AUTO,
                "Where the box keeps what it must not forget, the admin token for one."
                        + " `auto` is the one that systemd gives, else"
                        + " `portcullis` in the user's directory of state.");
    }

    static AdminSettings admin(Section s) {
        return s.section("admin", SettingsReader::admin, "The admin server.");
    }

    private static List<Route> routes(
            Section s,
            Map<String, PeerReader.Entry<Trunk>> trunks,
            Map<String, PeerReader.Entry<DispatcherSettings>> dispatchers,
            Map<String, RealmSettings> realms) {
        Map<Origin, String> realmOf = new HashMap<>();
        trunks.forEach(
                (name, entry) -> realmOf.put(new Origin.Trunk(name), entry.peer().realm().name()));
        dispatchers.forEach(
                (name, entry) ->
                        realmOf.put(new Origin.Dispatcher(name), entry.peer().realm().name()));
        RouteMatchReader match =
                new RouteMatchReader(trunks.keySet(), dispatchers.keySet(), realms.keySet());
        return new RoutesReader(match, reachable(trunks), dispatchers.keySet(), realmOf).read(s);
    }

    /** The trunks that a request can go to; to phones it goes as they have registered. */
    private static Set<String> reachable(Map<String, PeerReader.Entry<Trunk>> trunks) {
        Set<String> names = new LinkedHashSet<>();
        trunks.forEach(
                (name, entry) -> {
                    if (entry.peer().sendTo().isPresent()) {
                        names.add(name);
                    }
                });
        return names;
    }

    /** Metrics and limits tell peers by their names alone. */
    private static void requireOwnNames(Section s, Set<String> trunks, Set<String> dispatchers) {
        for (String name : dispatchers) {
            if (trunks.contains(name)) {
                s.problem(
                        s.place("dispatcher", name),
                        name + ": a trunk has this name (expected: another)");
            }
        }
    }

    /** Who is asked for a name must find one user of it, whatever digest realm it is in. */
    private static void requireOneOfEach(Section s, Map<String, UserSettings> users) {
        Set<String> names = new HashSet<>();
        users.forEach(
                (key, user) -> {
                    if (!names.add(user.name())) {
                        s.problem(
                                s.place("users", key),
                                user.name() + ": a user above has this name (expected: another)");
                    }
                });
    }

    /** A trunk that is a user is recognised only where senders are asked who they are. */
    private static void requireQuestions(
            Section s,
            Map<String, PeerReader.Entry<Trunk>> trunks,
            Map<String, RealmSettings> realms) {
        trunks.forEach(
                (name, entry) -> {
                    Trunk trunk = entry.peer();
                    RealmSettings realm = realms.get(trunk.realm().name());
                    if (trunk.match().digestUser().isPresent()
                            && realm != null
                            && realm.auth().isEmpty()) {
                        s.problem(
                                s.place("trunks", name),
                                name
                                        + ": digest-user in a realm that asks nobody (expected: auth"
                                        + " in realms."
                                        + trunk.realm().name()
                                        + ")");
                    }
                });
    }

    private static AuthSettings auth(
            Map<String, RealmSettings> realms,
            Map<String, UserSettings> users,
            Optional<UserDatabase> database,
            BlockSettings block,
            Map<Origin, List<Account>> accounts) {
        Map<String, DigestSettings> asking = new HashMap<>();
        realms.forEach((name, entry) -> entry.auth().ifPresent(auth -> asking.put(name, auth)));
        return new AuthSettings(asking, List.copyOf(users.values()), database, block, accounts);
    }

    private static Map<Origin, List<Account>> accounts(
            Map<String, PeerReader.Entry<Trunk>> trunks,
            Map<String, PeerReader.Entry<DispatcherSettings>> dispatchers) {
        Map<Origin, List<Account>> accounts = new HashMap<>();
        trunks.forEach((name, entry) -> accounts.put(new Origin.Trunk(name), entry.accounts()));
        dispatchers.forEach(
                (name, entry) -> accounts.put(new Origin.Dispatcher(name), entry.accounts()));
        accounts.values().removeIf(List::isEmpty);
        return accounts;
    }

    /** A name in a certificate tells a trunk only where certificates are asked for. */
    private static void requireCertificates(
            Section s,
            Collection<PeerReader.Entry<Trunk>> trunks,
            Map<String, RealmSettings> realms) {
        for (PeerReader.Entry<Trunk> entry : trunks) {
            Trunk trunk = entry.peer();
            boolean asks =
                    Optional.ofNullable(realms.get(trunk.realm().name()))
                            .flatMap(RealmSettings::tls)
                            .filter(tls -> tls.clients() != ClientCertificates.NONE)
                            .isPresent();
            if (trunk.match().tlsName().isPresent() && !asks) {
                s.problem(
                        s.place("trunks", trunk.name()).child("match").child("tls-name"),
                        trunk.match().tlsName().get()
                                + ": realm "
                                + trunk.realm().name()
                                + " asks nobody for a certificate (expected: tls.client-certificates"
                                + " optional or required there, or no tls-name)");
            }
        }
    }

    private static Map<String, Realm> realms(Map<String, RealmSettings> entries) {
        Map<String, Realm> realms = new LinkedHashMap<>();
        entries.forEach((name, entry) -> realms.put(name, entry.realm()));
        return realms;
    }

    private static Map<Origin, TwoWayLimits> callLimits(
            Map<String, PeerReader.Entry<Trunk>> trunks,
            Map<String, PeerReader.Entry<DispatcherSettings>> dispatchers) {
        Map<Origin, TwoWayLimits> limits = new HashMap<>();
        trunks.forEach(
                (name, entry) ->
                        entry.limits().ifPresent(l -> limits.put(new Origin.Trunk(name), l)));
        dispatchers.forEach(
                (name, entry) ->
                        entry.limits().ifPresent(l -> limits.put(new Origin.Dispatcher(name), l)));
        return limits;
    }

    private static Map<Origin, PeerProfile> profiles(
            Map<String, PeerReader.Entry<Trunk>> trunks,
            Map<String, PeerReader.Entry<DispatcherSettings>> dispatchers) {
        Map<Origin, PeerProfile> profiles = new HashMap<>();
        trunks.forEach((name, entry) -> profiles.put(new Origin.Trunk(name), entry.profile()));
        dispatchers.forEach(
                (name, entry) -> profiles.put(new Origin.Dispatcher(name), entry.profile()));
        return profiles;
    }

    private static List<AddressGroup> groups(Map<String, List<List<GroupMember>>> written) {
        List<AddressGroup> groups = new ArrayList<>();
        written.forEach(
                (name, entries) ->
                        groups.add(
                                AddressGroup.of(
                                        name, entries.stream().flatMap(List::stream).toList())));
        return groups;
    }

    private static List<GroupMember> addresses(Path file, Consumer<String> problems) {
        AddressFile read = AddressFile.read(file);
        read.problems().forEach(problems);
        return read.entries();
    }
}
