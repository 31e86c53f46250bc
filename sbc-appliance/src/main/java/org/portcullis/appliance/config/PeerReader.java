package org.portcullis.appliance.config;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.register.LineSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.FailoverCodes;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.routing.trunk.TrunkMatch;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.acl.AddressSet;
import org.portcullis.security.admission.TwoWayLimits;
import org.portcullis.security.digest.Account;
import org.portcullis.security.digest.UserSettings;

/** Reads the entries of {@code trunks} and {@code dispatcher}: the peers on either side. */
final class PeerReader {
    static final Scalar<NextHop> NEXT_HOP =
            Scalar.of(
                    "a SIP URI with an address or a domain name, such as"
                            + " sip:192.0.2.1:5060;transport=tcp or sip:carrier.example",
                    "sip:127.0.0.1:5060",
                    new Scalar.Json.Text("^sips?:.+$"),
                    NextHop::parseNamed);

    private static final Scalar<FailoverCodes.Range> FAILOVER =
            Types.scalar(
                    "a code of 400-599, or some such as 500-504",
                    "500-504",
                    new Scalar.Json.Text("^[45][0-9][0-9](-[45][0-9][0-9])?$"),
                    PeerReader::failoverRange);

    private final Reference<Realm> realm;
    private final Reference<AddressSet> group;

    private final Form<UserSettings> user;

    PeerReader(
            Map<String, Realm> realms,
            AddressBook addresses,
            Set<String> groups,
            Map<String, UserSettings> users,
            boolean database) {
        Map<String, AddressSet> sources = new LinkedHashMap<>();
        groups.forEach(name -> sources.put(name, addresses.groups(List.of(name))));
        this.realm = new Reference<>("realms", realms, realms.values().iterator().next());
        this.group = new Reference<>("address-groups", sources, addresses.groups(List.of()));
        Reference<UserSettings> known = new Reference<>("users", users, AuthReader.USER.example());
        this.user = database ? stored(known) : known;
    }

    /** Whoever is not configured may be in the database; nobody can tell here. */
    private static Form<UserSettings> stored(Reference<UserSettings> known) {
        return Types.text("a user name", "office")
                .map(
                        name -> {
                            UserSettings user = known.known().get(name);
                            return user != null
                                    ? user
                                    : new UserSettings(
                                            name, Optional.empty(), Optional.of("-"), Map.of());
                        });
    }

    /** A peer with the limits on its calls and the way it is treated. */
    record Entry<T>(
            T peer,
            Optional<TwoWayLimits> limits,
            PeerProfile profile,
            List<Account> accounts,
            Optional<LineSettings> line) {}

    private static Optional<FailoverCodes.Range> failoverRange(String text) {
        int dash = text.indexOf('-');
        Optional<Integer> least =
                Types.integer(dash < 0 ? text : text.substring(0, dash), 400, 599);
        Optional<Integer> most =
                dash < 0 ? least : Types.integer(text.substring(dash + 1), 400, 599);
        return least.isPresent() && most.isPresent() && least.get() <= most.get()
                ? Optional.of(new FailoverCodes.Range(least.get(), most.get()))
                : Optional.empty();
    }

    Form<Entry<Trunk>> trunk() {
        return new Nested<>(this::readTrunk);
    }

    Form<Entry<DispatcherSettings>> dispatcher() {
        return new Nested<>(
                s -> {
                    DispatcherSettings set = DispatcherReader.read(s, realm);
                    return new Entry<>(
                            set,
                            LimitsReader.peer(s),
                            ProfileReader.read(s, set.realm().trust()),
                            AuthReader.accounts(s),
                            Optional.empty());
                });
    }

    private Entry<Trunk> readTrunk(Section s) {
        Realm side = s.required("realm", realm, "The side of the border that the peer is on.");
        Optional<LineReader.Keys> registers =
                s.optional(
                        "register",
                        new Nested<>(LineReader::read),
                        "Has the box register with the carrier. A request to the Contact that it"
                                + " registers is the trunk's, whoever `match` is.");
        Trunk trunk =
                new Trunk(
                        s.name(),
                        side,
                        s.required(
                                "match",
                                new Nested<>(m -> readMatch(m, registers.isPresent())),
                                "Whose requests are this trunk's."),
                        s.optional(
                                "send-to",
                                NEXT_HOP,
                                "Where requests to the trunk go. A domain name is looked up as RFC"
                                        + " 3263 says: NAPTR, SRV and address records, as far as"
                                        + " the URI has no `transport` and no port. One without it stands for phones"
                                        + " that register through the box: what they send goes"
                                        + " where `routes` says, REGISTER too; what their registrar"
                                        + " sends them goes the way that each of them has"
                                        + " registered by."),
                        failover(s));
        PeerProfile profile = ProfileReader.read(s, trunk.realm().trust());
        return new Entry<>(
                trunk,
                LimitsReader.peer(s),
                trunk.sendTo().isPresent() ? profile : profile.registering(),
                AuthReader.accounts(s),
                registers.flatMap(keys -> keys.of(s, trunk)));
    }

    private static FailoverCodes failover(Section s) {
        List<FailoverCodes.Range> codes =
                s.list(
                        "failover",
                        FAILOVER,
                        List.of(),
                        "The failures of the trunk that the next peer of a route makes good; 408"
                                + " stands for a timeout too. By default 408 and 500-599, but not"
                                + " 501, 505, 513 and 580, nor a 500 with a Reason. A 6xx never"
                                + " is.");
        return codes.isEmpty() ? FailoverCodes.DEFAULT : FailoverCodes.of(codes);
    }

    private TrunkMatch readMatch(Section s, boolean registers) {
        Optional<AddressSet> sources =
                s.optional(
                        "group",
                        group,
                        "The address group it sends from. Needed unless there is a `tls-name`, a"
                                + " `digest-user`, or a `register` of the trunk.");
        OptionalInt port =
                s.optional("port", Types.integer(1, 65_535), "The port it sends from.")
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty);
        Optional<String> fromHost =
                s.optional(
                        "from-host",
                        Types.text("a host", "carrier.example"),
                        "The host in From, where several trunks share an address.");
        Optional<String> tlsName =
                s.optional(
                        "tls-name",
                        Types.text("a domain name", "carrier.example"),
                        "The name in its certificate, which the realm asks for with"
                                + " `client-certificates`. Where `send-to` is TLS, the name that it"
                                + " must show us.");
        Optional<String> digestUser =
                s.optional(
                                "digest-user",
                                user,
                                "The user that it authenticates as. The realm needs `auth`.")
                        .map(UserSettings::name);
        boolean provesItself = tlsName.isPresent() || digestUser.isPresent();
        Predicate<InetSocketAddress> from =
                sources.<Predicate<InetSocketAddress>>map(set -> set)
                        .orElse(source -> provesItself);
        TrunkMatch match = new TrunkMatch(from, port, fromHost, tlsName, digestUser);
        if (sources.isEmpty() && !provesItself && !registers) {
            s.problem(
                    s.place("group"),
                    "missing (expected: " + group.expected() + ", tls-name or digest-user)");
        }
        return match;
    }
}
