package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.Peers;

class ResolverTest {
    private static final String[] EXAMPLE = {
        "example.com 60 NAPTR 10 20 s SIP+D2T _sip._tcp.example.com",
        "example.com 60 NAPTR 10 10 s SIPS+D2T _sips._tcp.example.com",
        "example.com 60 NAPTR 20 10 s SIP+D2U _sip._udp.far.example",
        "example.com 60 NAPTR 5 10 u E2U+SIP _nothing.example.com",
        "example.com 60 NAPTR 5 10 s SIP+D2S _sip._sctp.example.com",
        "_sips._tcp.example.com 60 SRV 1 0 5061 a.example.com",
        "_sip._tcp.example.com 60 SRV 2 0 5070 b.example.com",
        "_sip._tcp.example.com 60 SRV 1 0 5071 a.example.com",
        "_sip._udp.far.example 60 SRV 1 0 5080 c.example.com",
        "example.com 60 A 192.0.2.99",
        "a.example.com 60 A 192.0.2.1",
        "a.example.com 60 AAAA 2001:db8::1",
        "b.example.com 60 A 192.0.2.2",
        "b.example.com 60 A 192.0.2.3",
        "c.example.com 60 A 192.0.2.4",
    };
    private static final String ALL =
            "udp:10.0.0.1:5060 tcp:10.0.0.1:5060 tls:10.0.0.1:5061 udp:[::1]:5060 tcp:[::1]:5060";

    private final Counters counters = new Counters();
    private final RandomGenerator random = new SplittableRandom(7);
    private final Zone zone = new Zone(EXAMPLE);
    private long nowNanos = 1_000_000_000_000L;
    private final Resolver resolver =
            new Resolver(ResolverSettings.DEFAULT, zone, () -> nowNanos, counters);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // NAPTR: orders and preferences, what we do not speak left out.
                "sip:example.com | udp:10.0.0.1:5060 tcp:10.0.0.1:5060 tls:10.0.0.1:5061"
                        + " | tls:192.0.2.1:5061 tcp:192.0.2.1:5071 tcp:192.0.2.2:5070"
                        + " tcp:192.0.2.3:5070 udp:192.0.2.4:5080",
                "sip:example.com | udp:10.0.0.1:5060 | udp:192.0.2.4:5080",
                "sips:example.com | udp:10.0.0.1:5060 tls:10.0.0.1:5061 | tls:192.0.2.1:5061",
                // The transport is written: no NAPTR.
                "sip:example.com;transport=tcp | udp:10.0.0.1:5060 tcp:10.0.0.1:5060"
                        + " | tcp:192.0.2.1:5071 tcp:192.0.2.2:5070 tcp:192.0.2.3:5070",
                "sips:example.com;transport=tcp | tls:10.0.0.1:5061 | tls:192.0.2.1:5061",
                // No SRV for it: the address of the name, at the transport's port.
                "sip:example.com;transport=udp | udp:10.0.0.1:5060 | udp:192.0.2.99:5060",
                // The port is written: no NAPTR and no SRV.
                "sip:example.com:5099 | udp:10.0.0.1:5060 tcp:10.0.0.1:5060 | udp:192.0.2.99:5099",
                "sips:example.com:5099 | tls:10.0.0.1:5061 | tls:192.0.2.99:5099",
                "sip:example.com:5099;transport=tcp | tcp:10.0.0.1:5060 | tcp:192.0.2.99:5099",
                // Neither: addresses alone, of UDP, or of what there is.
                "sip:c.example.com | udp:10.0.0.1:5060 tcp:10.0.0.1:5060 | udp:192.0.2.4:5060",
                "sip:c.example.com | tcp:10.0.0.1:5060 | tcp:192.0.2.4:5060",
                // Both families, in the order of the realm's listeners (RFC 7984).
                "sip:a.example.com:5060 | udp:10.0.0.1:5060 udp:[::1]:5060"
                        + " | udp:192.0.2.1:5060 udp:[2001:db8::1]:5060",
                "sip:a.example.com:5060 | udp:[::1]:5060 udp:10.0.0.1:5060"
                        + " | udp:[2001:db8::1]:5060 udp:192.0.2.1:5060",
                "sip:a.example.com:5060 | udp:[::1]:5060 | udp:[2001:db8::1]:5060",
                "sip:b.example.com:5060 | udp:[::1]:5060 | ''",
                "sip:nobody.example | udp:10.0.0.1:5060 | ''",
            })
    void shouldFindTargets(String uri, String listen, String targets) {
        assertEquals(targets, targets(uri, listen));
    }

    @Test
    void shouldUseSrvOfEveryTransportWithoutNaptr() {
        zone.serve(
                "_sip._udp.example.com 60 SRV 1 0 5060 a.example.com",
                "_sip._tcp.example.com 60 SRV 1 0 5060 a.example.com",
                "a.example.com 60 A 192.0.2.1");

        assertEquals(
                "tcp:192.0.2.1:5060 udp:192.0.2.1:5060",
                targets("sip:example.com", "tcp:10.0.0.1:5060 udp:10.0.0.1:5060"));
    }

    @Test
    void shouldLeaveServiceThatIsNotAvailable() {
        zone.serve("_sip._udp.example.com 60 SRV 0 0 0 .", "example.com 60 A 192.0.2.99");

        assertEquals("", targets("sip:example.com", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldNameWhatTheCertificateIsFor() {
        Resolved found = resolve("sips:example.com", "tls:10.0.0.1:5061").orElseThrow();

        assertEquals("example.com", found.all().getFirst().target().name());
    }

    @Test
    void shouldHoldWeightsWithinOnePercent() {
        zone.serve(
                "_sip._udp.example.com 60 SRV 1 60 5060 a.example.com",
                "_sip._udp.example.com 60 SRV 1 30 5060 b.example.com",
                "_sip._udp.example.com 60 SRV 1 9 5060 c.example.com",
                "_sip._udp.example.com 60 SRV 1 1 5060 d.example.com",
                "_sip._udp.example.com 60 SRV 1 0 5060 e.example.com",
                "a.example.com 60 A 192.0.2.1",
                "b.example.com 60 A 192.0.2.2",
                "c.example.com 60 A 192.0.2.3",
                "d.example.com 60 A 192.0.2.4",
                "e.example.com 60 A 192.0.2.5");
        Resolved found = resolve("sip:example.com", "udp:10.0.0.1:5060").orElseThrow();
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            List<Endpoint> order = found.order(random, nowNanos);
            assertEquals(5, order.size());
            first.merge(order.getFirst().target().toString(), 1, Integer::sum);
        }

        assertEquals(60_000, first.getOrDefault("udp:192.0.2.1:5060", 0), 1_000);
        assertEquals(30_000, first.getOrDefault("udp:192.0.2.2:5060", 0), 1_000);
        assertEquals(9_000, first.getOrDefault("udp:192.0.2.3:5060", 0), 1_000);
        assertEquals(1_000, first.getOrDefault("udp:192.0.2.4:5060", 0), 200);
        assertTrue(first.getOrDefault("udp:192.0.2.5:5060", 0) < 50, "weight 0: a small chance");
    }

    @Test
    void shouldKeepAnswersForTheirTime() {
        zone.serve("example.com 60 A 192.0.2.99");
        assertEquals("udp:192.0.2.99:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        zone.serve("example.com 60 A 192.0.2.98");
        after(Duration.ofSeconds(53));
        assertEquals("udp:192.0.2.99:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        assertEquals(List.of("example.com A"), zone.asked);

        after(Duration.ofSeconds(8));

        assertEquals("udp:192.0.2.98:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        assertEquals(List.of("example.com A", "example.com A"), zone.asked);
    }

    @Test
    void shouldAskOncePerSecondWhereTheTimeToLiveIsZero() {
        zone.serve("example.com 0 A 192.0.2.99");
        for (int i = 0; i < 1_000; i++) {
            targets("sip:example.com:5060", "udp:10.0.0.1:5060");
            after(Duration.ofMillis(10));
        }

        assertTrue(zone.asked.size() <= 12, () -> zone.asked.size() + " questions in 10 s");
    }

    @Test
    void shouldKeepTheAbsenceOfRecordsForAsLongAsTheZoneSays() {
        zone.serve();
        zone.negativeTtl(20);
        assertEquals("", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        zone.serve("example.com 60 A 192.0.2.99");
        after(Duration.ofSeconds(17));
        assertEquals("", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));

        after(Duration.ofSeconds(4));

        assertEquals("udp:192.0.2.99:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        assertEquals(2, zone.asked.size());
    }

    @Test
    void shouldKeepNoAbsenceForLongerThanConfigured() {
        zone.serve();
        zone.negativeTtl(1_000_000);
        assertEquals("", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
        zone.serve("example.com 60 A 192.0.2.99");

        after(ResolverSettings.DEFAULT.negativeTtl().plusSeconds(1));

        assertEquals("udp:192.0.2.99:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldServeStaleAnswersInAnOutageAndAskInTheBackground() {
        String before = targets("sip:example.com", ALL);
        zone.down(true);
        after(Duration.ofSeconds(61));

        assertEquals(before, targets("sip:example.com", ALL));
        assertTrue(Peers.value(counters, "portcullis_dns_stale_served_total") > 0);

        int asked = zone.asked.size();
        assertEquals(before, targets("sip:example.com", ALL));
        assertEquals(asked, zone.asked.size(), "nobody asks again at once");
        zone.down(false);
        after(Duration.ofSeconds(6));
        targets("sip:example.com", ALL); // still the old answers, while it asks
        after(Duration.ofSeconds(6));
        long stale = Peers.value(counters, "portcullis_dns_stale_served_total");
        assertEquals(before, targets("sip:example.com", ALL));
        assertEquals(stale, Peers.value(counters, "portcullis_dns_stale_served_total"));
    }

    @Test
    void shouldNotWaitForSlowServersWithAStaleAnswerAtHand() {
        zone.serve("example.com 60 A 192.0.2.99");
        targets("sip:example.com:5060", "udp:10.0.0.1:5060");
        after(Duration.ofSeconds(61));
        zone.hold();
        List<Resolved> told = new ArrayList<>();
        resolver.resolve(lookup("sip:example.com:5060", "udp:10.0.0.1:5060"), told::add);
        assertEquals(List.of(), told);

        after(Duration.ofMillis(500));
        resolver.advance(nowNanos);

        assertEquals("udp:192.0.2.99:5060", text(told.getFirst()));
    }

    @Test
    void shouldGiveUpStaleAnswersAfterTheirTime() {
        zone.serve("example.com 60 A 192.0.2.99");
        targets("sip:example.com:5060", "udp:10.0.0.1:5060");
        zone.down(true);

        after(ResolverSettings.DEFAULT.stale().plusSeconds(61));

        assertEquals("", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldNotLetOneBrokenRecordSpoilTheOthers() {
        zone.serve(
                "_sip._udp.example.com 60 SRV 1 0 5060 a.example.com",
                "_sip._udp.example.com 60 SRV 2 0 5060 b.example.com",
                "_sip._udp.example.com 60 SRV 3 0 5060 c.example.com",
                "b.example.com 60 A 192.0.2.2");
        zone.broken.add("a.example.com");

        assertEquals("udp:192.0.2.2:5060", targets("sip:example.com", "udp:10.0.0.1:5060"));

        zone.broken.clear();
        zone.serve(
                "_sip._udp.example.com 60 SRV 1 0 5060 a.example.com",
                "a.example.com 60 A 192.0.2.1",
                "b.example.com 60 A 192.0.2.2");
        after(Duration.ofSeconds(6));
        assertEquals(
                "udp:192.0.2.1:5060 udp:192.0.2.2:5060",
                targets("sip:example.com", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldNotWaitForOneSlowRecord() {
        zone.serve(
                "_sip._udp.example.com 60 SRV 1 0 5060 a.example.com",
                "_sip._udp.example.com 60 SRV 2 0 5060 b.example.com",
                "a.example.com 60 A 192.0.2.1",
                "b.example.com 60 A 192.0.2.2");
        Slow slow = new Slow("a.example.com");
        Resolver its = new Resolver(ResolverSettings.DEFAULT, slow, () -> nowNanos, counters);
        List<Resolved> told = new ArrayList<>();
        Lookup lookup = lookup("sip:example.com", "udp:10.0.0.1:5060");
        its.resolve(lookup, told::add);
        assertEquals(List.of(), told);

        after(Duration.ofMillis(500));
        its.advance(nowNanos);
        assertEquals("udp:192.0.2.2:5060", text(told.getFirst()));
        its.resolve(lookup, told::add);
        assertEquals(2, told.size(), "the next one does not wait either");

        slow.release();
        assertEquals(
                "udp:192.0.2.1:5060 udp:192.0.2.2:5060",
                text(its.present(lookup, nowNanos).orElseThrow()));
        assertFalse(its.busy());
    }

    @Test
    void shouldAskTheSameOnlyOnceAtATime() {
        zone.hold();
        List<Resolved> told = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            resolver.resolve(lookup("sip:example.com:5060", "udp:10.0.0.1:5060"), told::add);
        }
        assertEquals(List.of("example.com A"), zone.asked);

        zone.release();

        assertEquals(100, told.size());
    }

    @Test
    void shouldFollowAliases() {
        zone.serve(
                "example.com 60 CNAME other.example",
                "other.example 5 CNAME third.example",
                "third.example 60 A 192.0.2.7");

        assertEquals("udp:192.0.2.7:5060", targets("sip:example.com:5060", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldEndLoopsOfAliases() {
        zone.serve("example.com 60 CNAME other.example", "other.example 60 CNAME example.com");

        assertEquals("", targets("sip:example.com", ALL));
        assertTrue(zone.asked.size() < 20, zone.asked::toString);
    }

    @Test
    void shouldEndLoopsOfPointersAndServices() {
        zone.serve(
                "example.com 60 NAPTR 1 1 s SIP+D2U example.com",
                "example.com 60 SRV 1 1 5060 example.com");

        assertEquals("", targets("sip:example.com", ALL));
        assertTrue(zone.asked.size() < 10, zone.asked::toString);
    }

    @Test
    void shouldBoundWhatAFloodOfRecordsCosts() {
        zone.serve(
                Stream.of(
                                Stream.iterate(0, i -> i + 1)
                                        .limit(10_000)
                                        .map(i -> "_sip._udp.example.com 60 SRV 1 1 5060 h" + i),
                                Stream.iterate(0, i -> i + 1)
                                        .limit(20)
                                        .flatMap(
                                                i ->
                                                        Stream.iterate(0, j -> j + 1)
                                                                .limit(200)
                                                                .map(
                                                                        j ->
                                                                                "h"
                                                                                        + i
                                                                                        + " 60 A 10."
                                                                                        + i
                                                                                        + '.'
                                                                                        + j / 100
                                                                                        + '.'
                                                                                        + j)))
                        .flatMap(lines -> lines)
                        .toArray(String[]::new));

        Resolved found = resolve("sip:example.com", "udp:10.0.0.1:5060").orElseThrow();

        assertEquals(32, found.all().size());
        assertTrue(zone.asked.size() <= 48, () -> zone.asked.size() + " questions");
        assertTrue(Peers.value(counters, "portcullis_dns_answers_cut_total") > 0);
    }

    @Test
    void shouldRefuseAddressesOfNobody() {
        zone.serve(
                "example.com 60 A 0.0.0.0",
                "example.com 60 A 224.0.0.1",
                "example.com 60 AAAA ::",
                "example.com 60 A 192.0.2.1");

        assertEquals(
                "udp:192.0.2.1:5060",
                targets("sip:example.com:5060", "udp:10.0.0.1:5060 udp:[::1]:5060"));
    }

    @Test
    void shouldTryDeadTargetsLastAndOneRequestAtATimeInTheirPlace() {
        Resolved found = resolve("sip:b.example.com:5060", "udp:10.0.0.1:5060").orElseThrow();
        found.all().getFirst().silent(nowNanos);

        assertEquals("udp:192.0.2.3:5060 udp:192.0.2.2:5060", text(found));

        after(Duration.ofSeconds(30));
        assertEquals("udp:192.0.2.2:5060 udp:192.0.2.3:5060", text(found), "one tries it");
        assertEquals("udp:192.0.2.3:5060 udp:192.0.2.2:5060", text(found), "the next does not");

        found.all().getFirst().answered();
        assertEquals("udp:192.0.2.2:5060 udp:192.0.2.3:5060", text(found));
    }

    @Test
    void shouldKnowOfDeadTargetsUnderEveryNameAndAfterEveryAnswer() {
        zone.serve(
                "one.example 5 A 192.0.2.1",
                "one.example 5 A 192.0.2.2",
                "_sip._udp.example.com 60 SRV 1 1 5060 one.example");
        resolve("sip:one.example:5060;transport=udp", "udp:10.0.0.1:5060")
                .orElseThrow()
                .all()
                .getFirst()
                .silent(nowNanos);
        after(Duration.ofSeconds(6));

        assertEquals(
                "udp:192.0.2.2:5060 udp:192.0.2.1:5060",
                targets("sip:one.example:5060;transport=udp", "udp:10.0.0.1:5060"));
    }

    @Test
    void shouldRefuseMoreThanMayWait() {
        for (int i = 0; i < ResolverSettings.DEFAULT.pending(); i++) {
            assertTrue(resolver.admit());
        }
        assertFalse(resolver.admit());

        resolver.leave();

        assertTrue(resolver.admit());
    }

    @Test
    void shouldKeepNoMoreAnswersThanConfigured() {
        ResolverSettings few =
                new ResolverSettings(
                        List.of(),
                        Duration.ofSeconds(1),
                        1,
                        100,
                        Duration.ofSeconds(1),
                        Duration.ofDays(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        10);
        RecordCache cache =
                new RecordCache(few, zone, () -> nowNanos, new ResolverCounters(counters));
        for (int i = 0; i < 1_000; i++) {
            cache.lookup(new Question("h" + i, RecordType.A), known -> {});
        }

        assertEquals(100, cache.size());
    }

    private String targets(String uri, String listen) {
        return resolve(uri, listen).map(this::text).orElse("no answer");
    }

    private String text(Resolved found) {
        return String.join(
                " ",
                found.order(random, nowNanos).stream()
                        .map(endpoint -> endpoint.target().toString())
                        .toList());
    }

    private Optional<Resolved> resolve(String uri, String listen) {
        Lookup lookup = lookup(uri, listen);
        Optional<Resolved> present = resolver.present(lookup, nowNanos);
        if (present.isPresent()) {
            return present;
        }
        List<Resolved> told = new ArrayList<>();
        resolver.resolve(lookup, told::add);
        return told.stream().findFirst();
    }

    private static Lookup lookup(String uri, String listen) {
        NextHop hop = NextHop.parseNamed(uri);
        List<ListenPoint> points = Stream.of(listen.split(" ")).map(ListenPoint::parse).toList();
        return Lookup.of(
                hop.uri(), hop.target(), Reach.of(new Realm("r", points, Trust.UNTRUSTED)));
    }

    private void after(Duration time) {
        nowNanos += time.toNanos();
    }

    /** The zone, of which one name is slow. */
    private final class Slow implements DnsQueries {
        private final String name;
        private Runnable held = () -> {};

        Slow(String name) {
            this.name = name;
        }

        void release() {
            held.run();
        }

        @Override
        public void ask(Question question, Consumer<DnsAnswer> answer) {
            if (question.name().equals(name)) {
                held = () -> zone.ask(question, answer);
            } else {
                zone.ask(question, answer);
            }
        }
    }
}
