package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.log.LogSettings;
import org.portcullis.core.border.Origin;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.codec.SanityPolicy;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.Trust;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.security.admission.CallLimits;
import org.portcullis.security.admission.TwoWayLimits;
import org.portcullis.security.flood.FloodSettings;

class ConfigurationFileTest {
    private static final Path EXAMPLE = Path.of("..", "deploy", "conf", "portcullis.yaml");

    @TempDir Path directory;

    @Test
    void shouldReadTheExampleAsItStands() throws Exception {
        Configuration configuration = accepted(EXAMPLE);
        Realm outside =
                new Realm(
                        "outside",
                        List.of(
                                ListenPoint.parse("udp:127.0.0.1:5060"),
                                ListenPoint.parse("tcp:127.0.0.1:5060")),
                        Trust.UNTRUSTED);
        Realm inside =
                new Realm(
                        "inside", List.of(ListenPoint.parse("udp:127.0.0.1:5062")), Trust.TRUSTED);
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        assertEquals("edge-1", configuration.node());
        assertEquals(
                List.of(
                        new RealmSettings(
                                outside,
                                new MediaRealm(loopback, loopback, 30000, 34999),
                                Optional.empty()),
                        new RealmSettings(
                                inside,
                                new MediaRealm(loopback, loopback, 35000, 39999),
                                Optional.empty())),
                configuration.realms());
        Trunk trunk = configuration.trunks().getFirst();
        assertEquals("carrier-a", trunk.name());
        assertEquals(outside, trunk.realm());
        assertEquals(NextHop.parse("sip:127.0.0.1:5070"), trunk.sendTo().orElseThrow());
        assertTrue(
                trunk.match()
                        .group()
                        .test(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5070)));
        assertEquals(
                false,
                trunk.match()
                        .group()
                        .test(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 5070)));
        Origin carrier = new Origin.Trunk("carrier-a");
        Origin pbx = new Origin.Dispatcher("pbx");
        assertEquals(
                Map.of(carrier, new TwoWayLimits(new CallLimits(15000, 2000))),
                configuration.callLimits());
        DispatcherSettings set = configuration.dispatchers().getFirst();
        assertEquals("pbx", set.name());
        assertEquals(inside, set.realm());
        assertEquals(
                Optional.of(new ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 1)),
                set.probe());
        assertEquals(
                List.of(
                        new DispatcherSettings.Member(NextHop.parse("sip:127.0.0.1:5090"), 50),
                        new DispatcherSettings.Member(NextHop.parse("sip:127.0.0.1:5091"), 50)),
                set.destinations());
        assertEquals(
                List.of(
                        new Route("inbound", Optional.of(carrier), new Route.Send(pbx)),
                        new Route("outbound", Optional.of(pbx), new Route.Send(carrier))),
                configuration.routes());
        assertEquals(
                new FloodSettings(
                        Duration.ofSeconds(2), 30, Duration.ofSeconds(120), List.of("carriers")),
                configuration.flood());
        assertEquals(new InetSocketAddress(loopback, 8080), configuration.admin().listen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "realms:\n"})
    void shouldRunOnAnEmptyFile(String text) throws Exception {
        Configuration configuration = accepted(written(text));
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        Realm outside =
                new Realm(
                        "outside",
                        List.of(ListenPoint.parse("udp:127.0.0.1:5060")),
                        Trust.UNTRUSTED);
        assertEquals("portcullis", configuration.node());
        assertEquals(
                List.of(
                        new RealmSettings(
                                outside,
                                new MediaRealm(loopback, loopback, 30000, 39999),
                                Optional.empty())),
                configuration.realms());
        assertEquals(List.of(), configuration.trunks());
        assertEquals(List.of(), configuration.dispatchers());
        assertEquals(List.of(), configuration.routes());
    }

    /**
     * The features' own defaults are those of the file, so that a test and a box without a setting
     * agree.
     */
    @Test
    void shouldHaveTheDefaultsOfTheFeatures() throws Exception {
        Configuration configuration = accepted(written(""));
        assertEquals(FloodSettings.DEFAULT, configuration.flood());
        assertEquals(SipLimits.DEFAULT, configuration.messages());
        assertEquals(SipTimers.DEFAULT, configuration.timers());
        assertEquals(StreamLimits.DEFAULT, configuration.transport().streams());
        assertEquals(LogSettings.DEFAULT, configuration.log());
        assertEquals(IoEngine.EPOLL, configuration.transport().io());
    }

    @Test
    void shouldProbeUnlessToldNotTo() throws Exception {
        String set =
                "dispatcher: { a: { realm: outside, destinations: [{ uri: \"sip:127.0.0.1\" }]";
        assertEquals(
                Optional.of(ProbeSettings.DEFAULT),
                accepted(written(set + " } }")).dispatchers().getFirst().probe());
        assertEquals(
                Optional.of(ProbeSettings.DEFAULT.never()),
                accepted(written(set + ", probe: { enabled: false } } }"))
                        .dispatchers()
                        .getFirst()
                        .probe());
    }

    @Test
    void shouldReadAddressesFromAFileBesideIt() throws Exception {
        Files.writeString(
                directory.resolve("carriers.txt"), "# ours\n192.0.2.0/24\n\n198.51.100.7:5060\n");
        Configuration configuration =
                accepted(
                        written(
                                """
                                address-groups:
                                  carriers: [203.0.113.1, file: carriers.txt]
                                trunks:
                                  a:
                                    realm: outside
                                    match: { group: carriers }
                                    send-to: sip:127.0.0.1
                                """));
        var group = configuration.trunks().getFirst().match().group();
        assertTrue(group.test(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 1)));
        assertTrue(group.test(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 1)));
        assertTrue(group.test(new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), 5060)));
        assertEquals(
                false,
                group.test(new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), 5061)));
    }

    @Test
    void shouldTellWhatIsWrongInAnAddressFile() throws Exception {
        Files.writeString(directory.resolve("a.txt"), "192.0.2.0/24\nbad\n192.0.2.1/33\n");
        assertEquals(
                List.of(
                        "FILE:1:38: address-groups.carriers[0].file: DIR/a.txt:2: address: bad"
                                + " (expected: an address, a CIDR block or address:port, such as"
                                + " 192.0.2.0/24 or [2001:db8::1]:5060)",
                        "FILE:1:38: address-groups.carriers[0].file: DIR/a.txt:3: prefix length: 33"
                                + " (expected: 0-32)"),
                refused(written("address-groups: { carriers: [{ file: a.txt }] }\n")));
    }

    @Test
    void shouldAdvertiseWhatStandsBeforeTheRealm() throws Exception {
        RealmSettings realm =
                accepted(
                                written(
                                        """
                                        realms:
                                          outside:
                                            listen: [udp:0.0.0.0:5060]
                                            advertise: 198.51.100.1
                                            media: { address: 10.0.0.5, advertise: 198.51.100.2, ports: 20000-20999 }
                                        """))
                        .realms()
                        .getFirst();
        assertEquals(
                new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 5060),
                realm.realm().listen().getFirst().advertised());
        assertEquals(
                new MediaRealm(
                        InetAddress.ofLiteral("10.0.0.5"),
                        InetAddress.ofLiteral("198.51.100.2"),
                        20000,
                        20999),
                realm.media());
    }

    /** One file with every kind of mistake, and beside it every line that is to be said of it. */
    @Test
    void shouldTellEveryProblemAtOnce() throws Exception {
        Path bad = Path.of(Objects.requireNonNull(getClass().getResource("bad.yaml")).toURI());
        Path expected = Path.of(Objects.requireNonNull(getClass().getResource("bad.txt")).toURI());
        assertEquals(Files.readString(expected), String.join("\n", refused(bad)) + "\n");
    }

    @Test
    void shouldReadWhichChecksARealmMakes() throws Exception {
        Configuration configuration =
                accepted(
                        written(
                                "realms:\n  a: { sanity: { expires: false, cookie: true,"
                                        + " drop-silently: true } }\n"));
        assertEquals(
                SanityPolicy.DEFAULT
                        .with(SanityCheck.EXPIRES, false)
                        .with(SanityCheck.COOKIE, true)
                        .droppingSilently(true),
                configuration.realms().getFirst().realm().sanity());
    }

    @Test
    void shouldRefuseSilenceTowardPeersUnderContract() throws Exception {
        List<String> problems =
                refused(
                        written(
                                "realms:\n  a:\n    trust: known\n    sanity: { drop-silently: true"
                                        + " }\n"));
        assertEquals(1, problems.size());
        assertTrue(
                problems.getFirst()
                        .contains(
                                "realms.a.sanity.drop-silently: true (expected: false where trust"
                                        + " is not untrusted)"),
                problems.getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp:127.0.0.1:5060, udp:127.0.0.1:5060 | listen[1]: port 5060: taken by"
                        + " realms.a.listen[0]",
                "udp:127.0.0.1:5060, udp:127.0.0.1:31000 | listen[1]: port 31000: taken by"
                        + " realms.a.media.ports",
                "tcp:127.0.0.1:8080, udp:127.0.0.1:8080 | listen[0]: port 8080: taken by"
                        + " admin.listen",
                "tcp:0.0.0.0:8080 | listen[0]: port 8080: taken by admin.listen"
            })
    void shouldRefuseAPortThatIsTakenTwice(String listen, String problem) throws Exception {
        Path file =
                written(
                        "admin: { listen: 127.0.0.1:8080 }\n"
                                + "realms:\n"
                                + "  a:\n"
                                + "    advertise: 127.0.0.2\n"
                                + "    media: { address: 127.0.0.1, ports: 30000-31999 }\n"
                                + "    listen: ["
                                + listen
                                + "]\n");
        List<String> problems = refused(file);
        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().contains("realms.a." + problem), problems.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp:127.0.0.1:5060, tcp:127.0.0.1:5060",
                "udp:127.0.0.1:5060, udp:127.0.0.2:5060",
                "udp:127.0.0.1:5060, \"udp:[::1]:5060\"",
                "udp:127.0.0.1:0, udp:127.0.0.1:0",
                "udp:127.0.0.1:5060, tcp:127.0.0.1:31000"
            })
    void shouldNotTakeOnePortForAnother(String listen) throws Exception {
        accepted(
                written(
                        "realms: { a: { media: { ports: 30000-31999 }, listen: ["
                                + listen
                                + "] } }\n"));
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertEquals(
                List.of("DIR/none.yaml:1:1: no such file (expected: a configuration file)"),
                refused(directory.resolve("none.yaml")));
    }

    @Test
    void shouldSayThatItIsNotText() throws Exception {
        Path file = Files.write(directory.resolve("conf.yaml"), new byte[] {'a', ':', (byte) 0xff});
        assertEquals(List.of("FILE:1:1: not text (expected: UTF-8)"), refused(file));
    }

    private Path written(String text) throws Exception {
        return Files.writeString(directory.resolve("conf.yaml"), text);
    }

    private static Configuration accepted(Path file) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read(file);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration();
    }

    private static List<String> refused(Path file) {
        Path directory = Objects.requireNonNull(file.getParent());
        return assertInstanceOf(ConfigurationFile.Refused.class, ConfigurationFile.read(file))
                .problems()
                .stream()
                .map(problem -> problem.replace(directory.resolve("conf.yaml").toString(), "FILE"))
                .map(problem -> problem.replace(directory.toString(), "DIR"))
                .toList();
    }
}
