package org.portcullis.appliance.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.codec.SanityPolicy;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.RealmOptions;
import org.portcullis.core.transport.Trust;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.acl.AddressEntry;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.digest.UserSettings;
import org.portcullis.security.tls.TlsSettings;

/** Reads an entry of {@code realms}. */
final class RealmReader {
    private static final Scalar<ListenPoint> LISTEN_POINT =
            Scalar.of(
                    "PROTOCOL:ADDRESS:PORT with udp, tcp, tls, ws or wss, such as udp:192.0.2.1:5060",
                    "udp:127.0.0.1:5060",
                    new Scalar.Json.Text("^(udp|tcp|tls|ws|wss):.+:[0-9]+$"),
                    ListenPoint::parse);

    private static final Scalar<String> ORIGIN =
            Types.scalar(
                    "an origin such as https://phone.example",
                    "https://phone.example",
                    new Scalar.Json.Text("^https?://[^/]+$"),
                    text ->
                            Optional.of(text.toLowerCase(Locale.ROOT))
                                    .filter(origin -> origin.matches("https?://[^/\\s]+")));

    private static final Scalar<AddressEntry> PROXY =
            Scalar.of(
                    "an address or a CIDR block, such as 192.0.2.0/24",
                    "192.0.2.1",
                    Scalar.Json.Text.ANY,
                    AddressEntry::parse);

    private static final Scalar<Ports> PORTS =
            Types.scalar(
                    "FIRST-LAST, two ports of 1-65535 in order, such as 30000-39999",
                    "30000-39999",
                    new Scalar.Json.Text("^[0-9]+-[0-9]+$"),
                    Ports::parse);

    private RealmReader() {}

    /**
     * An entry whose strangers may be {@code users}, or users in a database.
     *
     * @param groups the names of the address groups
     */
    static Form<RealmSettings> form(
            Collection<UserSettings> users, Optional<UserDatabase> database, Set<String> groups) {
        return new Nested<>(s -> read(s, users, database, groups));
    }

    private static RealmSettings read(
            Section s,
            Collection<UserSettings> users,
            Optional<UserDatabase> database,
            Set<String> groups) {
        List<ListenPoint> written =
                s.list(
                        "listen",
                        LISTEN_POINT,
                        List.of("udp:127.0.0.1:5060"),
                        "Where SIP is received. Requests leave from the first that fits the"
                                + " destination.");
        Optional<InetAddress> advertised =
                s.optional(
                        "advertise",
                        Types.address(),
                        "The address that peers are told in Via and Contact, where a 1:1 NAT stands"
                                + " before the realm. Needed beside a wildcard such as 0.0.0.0.");
        Trust trust =
                s.value(
                        "trust",
                        Types.choice(Trust.class),
                        "untrusted",
                        "How far the realm's peers are believed: `untrusted` (the open Internet:"
                                + " every check, strangers are not answered), `known` (peers under"
                                + " contract), `trusted` (our own side).");
        Optional<TlsSettings> tls =
                s.optional(
                        "tls",
                        TlsReader.FORM,
                        "Certificates, and which of peers count. Needed where `listen` has `tls` or"
                                + " `wss`.");
        RealmOptions options =
                new RealmOptions(
                        s.value(
                                "dscp",
                                Types.integer(0, 63),
                                "0",
                                "The code point that SIP is sent with, such as 24 (CS3) or 46"
                                        + " (EF)."),
                        s.list(
                                "origins",
                                ORIGIN,
                                List.of(),
                                "The web origins whose pages may open a WebSocket; any where none"
                                        + " is written. A client that names no origin is no page"
                                        + " and may."),
                        proxies(
                                s.list(
                                        "proxies",
                                        PROXY,
                                        List.of(),
                                        "Load balancers before the realm: each connection from"
                                                + " them begins with a PROXY protocol header of"
                                                + " version 2, which says who is behind it.")));
        List<ListenPoint> listen = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            ListenPoint point = advertised.map(written.get(i)::advertisedAs).orElse(written.get(i));
            Place place = s.place("listen", i);
            point.problem().ifPresent(why -> s.problem(place, why));
            if (point.protocol().secure() && tls.isEmpty()) {
                s.problem(place, point + " (expected: a tls section in the realm)");
            }
            s.claim(place, point.protocol() == Protocol.UDP, point.bind());
            listen.add(point);
        }
        InetAddress first = listen.getFirst().bind().getAddress();
        MediaRealm media =
                s.section(
                        "media",
                        m -> media(m, first),
                        "Where the realm's RTP and RTCP is relayed.");
        SanityPolicy sanity =
                s.section(
                        "sanity",
                        check -> sanity(check, trust),
                        "What is asked of the realm's messages before anybody acts on them, and"
                                + " what a request that fails is answered: to anybody, or where"
                                + " `trust` is `untrusted` to trunks that are known by their address"
                                + " alone. A response or an ACK that fails is dropped."
                                + " `portcullis_sip_insane_total` counts both.");
        Realm realm = new Realm(s.name(), listen, trust, sanity, options);
        Optional<DigestSettings> auth =
                s.optional(
                        "auth",
                        AuthReader.realm(users, database),
                        "Asks senders that no trunk and no dispatcher is recognised by who they"
                                + " are, by digest authentication against `users` and"
                                + " `user-database`. Without it they"
                                + " are strangers and stay out.");
        return new RealmSettings(
                realm,
                media,
                tls,
                auth,
                s.section(
                        "acl",
                        acl -> acl(acl, groups),
                        "Who may speak to the realm. The longest prefix around a source decides,"
                                + " whatever the order; what is refused is dropped unanswered."),
                s.optional(
                        "flood",
                        new Nested<>(flood -> SettingsReader.flood(flood, groups)),
                        "How much a source may send to this realm, counted by itself; as the"
                                + " `flood` of the file says where it is not written."),
                LimitsReader.realm(s));
    }

    private static AclSettings acl(Section s, Set<String> groups) {
        return new AclSettings(
                s.list(
                        "allow",
                        Reference.toName("address-groups", groups),
                        List.of(),
                        "Address groups that may. Where none is written everybody may who is not"
                                + " denied, else nobody but these."),
                s.list(
                        "deny",
                        Reference.toName("address-groups", groups),
                        List.of(),
                        "Address groups that may not; before `allow` where both have the same"
                                + " prefix."));
    }

    private static SanityPolicy sanity(Section s, Trust trust) {
        Set<SanityCheck> on = new HashSet<>();
        for (SanityCheck check : SanityCheck.values()) {
            if (check.optional()
                    && s.value(
                            check.label(),
                            Types.truth(),
                            Boolean.toString(check.byDefault()),
                            check.help())) {
                on.add(check);
            }
        }
        boolean dropSilently =
                s.value(
                        "drop-silently",
                        Types.truth(),
                        "false",
                        "Drop what fails without an answer, so that a scanner learns nothing; only"
                                + " where `trust` is `untrusted`. Merged requests are answered all"
                                + " the same.");
        if (dropSilently && trust != Trust.UNTRUSTED) {
            s.problem(
                    s.place("drop-silently"),
                    "true (expected: false where trust is not untrusted)");
        }
        return new SanityPolicy(on, dropSilently);
    }

    private static Predicate<InetSocketAddress> proxies(List<AddressEntry> written) {
        if (written.isEmpty()) {
            return RealmOptions.DEFAULT.proxies();
        }
        return new Proxies(written);
    }

    private static MediaRealm media(Section s, InetAddress ofListener) {
        InetAddress address =
                s.optional(
                                "address",
                                Types.address(),
                                "The local address of media sockets; that of the first `listen` by"
                                        + " default.")
                        .orElse(ofListener);
        InetAddress advertised =
                s.optional(
                                "advertise",
                                Types.address(),
                                "The address written into SDP, where a 1:1 NAT stands before the"
                                        + " realm.")
                        .orElse(address);
        Ports ports =
                s.value(
                        "ports",
                        PORTS,
                        "30000-39999",
                        "Ports for media, in pairs of RTP and RTCP; realms on the same address"
                                + " share none.");
        s.claim(s.place("ports"), address, ports.first(), ports.last());
        return new MediaRealm(address, advertised, ports.first(), ports.last());
    }

    private record Ports(int first, int last) {
        static Optional<Ports> parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                return Optional.empty();
            }
            return Types.integer(text.substring(0, dash), 1, 65_535)
                    .flatMap(
                            first ->
                                    Types.integer(text.substring(dash + 1), 1, 65_535)
                                            .filter(last -> first < last)
                                            .map(last -> new Ports(first, last)));
        }
    }
}
