package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DomainKeeperTest {
    private static final long SECOND = 1_000_000_000;

    private final AddressBook book =
            new AddressBook(
                    List.of(
                            AddressGroup.of(
                                    "carriers",
                                    List.of(
                                            GroupMember.parse("a.example"),
                                            GroupMember.parse("b.example")))));
    private final Map<String, NameResolver.Answer> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Counters counters = new Counters();
    private final DomainKeeper keeper = new DomainKeeper(book, this::answer, () -> 0, counters);
    private final AddressSet carriers = book.groups(List.of("carriers"));

    @Test
    void shouldAskAgainWhenTheTtlIsOver() throws Exception {
        answers.put("a.example", addresses(60, "192.0.2.1"));
        answers.put("b.example", addresses(100_000, "192.0.2.2", "2001:db8::2"));
        keeper.step(0);
        assertTrue(contains("192.0.2.1"));
        assertTrue(contains("192.0.2.2"));
        assertTrue(contains("2001:db8::2"));
        answers.put("a.example", addresses(0, "192.0.2.3"));
        asked.clear();
        keeper.step(59 * SECOND);
        assertEquals(List.of(), asked);
        keeper.step(60 * SECOND);
        assertEquals(List.of("a.example"), asked);
        assertFalse(contains("192.0.2.1"));
        assertTrue(contains("192.0.2.3"));
        asked.clear();
        keeper.step(64 * SECOND);
        assertEquals(List.of(), asked, "a TTL of nothing is 5 seconds");
        keeper.step(65 * SECOND);
        assertEquals(List.of("a.example"), asked);
        asked.clear();
        keeper.step(3600 * SECOND);
        assertTrue(asked.contains("b.example"), "a TTL of a day is an hour");
    }

    @Test
    void shouldKeepTheAddressesOfANameThatDoesNotResolve() throws Exception {
        answers.put("a.example", addresses(60, "192.0.2.1"));
        answers.put("b.example", new NameResolver.Answer.Failed("SERVFAIL"));
        keeper.step(0);
        answers.put("a.example", new NameResolver.Answer.Failed("SERVFAIL"));
        keeper.step(60 * SECOND);
        assertTrue(contains("192.0.2.1"));
        assertEquals(2, value("portcullis_acl_unresolved_domains"));
        assertEquals(3, value("portcullis_acl_resolve_failures_total"));
        answers.put("a.example", addresses(60, "192.0.2.4"));
        keeper.step(90 * SECOND);
        assertTrue(contains("192.0.2.4"));
        assertFalse(contains("192.0.2.1"));
        assertEquals(1, value("portcullis_acl_unresolved_domains"));
    }

    @Test
    void shouldForgetNamesThatAreGone() {
        answers.put("b.example", new NameResolver.Answer.Failed("SERVFAIL"));
        answers.put("a.example", new NameResolver.Answer.Failed("SERVFAIL"));
        keeper.step(0);
        book.replace(List.of(), List.of());
        asked.clear();
        keeper.step(100 * SECOND);
        assertEquals(List.of(), asked);
        assertEquals(0, value("portcullis_acl_unresolved_domains"));
    }

    @Test
    void shouldAskARealServer() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server));
            SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
            resolver.setPort(server.getLocalPort());
            resolver.setTimeout(Duration.ofSeconds(20));
            DnsNameResolver dns = new DnsNameResolver(resolver);
            assertEquals(addresses(7, "192.0.2.1", "192.0.2.2"), dns.resolve("alias.example"));
            assertInstanceOf(NameResolver.Answer.Failed.class, dns.resolve("none.example"));
        }
    }

    /** {@code alias.example} leads to two addresses, one of which holds longer; nothing else is. */
    private static void serve(DatagramSocket server) {
        byte[] buffer = new byte[1500];
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(buffer, 0, query, 0, query.length);
                byte[] answer = answer(new Message(query)).toWire();
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static Message answer(Message query) throws IOException {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        Name alias = Name.fromString("alias.example.");
        Name host = Name.fromString("host.example.");
        if (!question.getName().equals(alias) && !question.getName().equals(host)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            return answer;
        }
        if (question.getName().equals(alias)) {
            answer.addRecord(new CNAMERecord(alias, DClass.IN, 600, host), Section.ANSWER);
        }
        if (question.getType() == Type.A) {
            InetAddress second = InetAddress.getByName("192.0.2.2");
            answer.addRecord(new ARecord(host, DClass.IN, 7, second), Section.ANSWER);
            InetAddress first = InetAddress.getByName("192.0.2.1");
            answer.addRecord(new ARecord(host, DClass.IN, 300, first), Section.ANSWER);
        }
        return answer;
    }

    private synchronized NameResolver.Answer answer(String domain) {
        asked.add(domain);
        return answers.getOrDefault(domain, new NameResolver.Answer.Failed("nothing"));
    }

    private boolean contains(String address) {
        return carriers.contains(new InetSocketAddress(address, 5060));
    }

    private static NameResolver.Answer addresses(long ttlSeconds, String... texts)
            throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(InetAddress.getByName(text));
        }
        return new NameResolver.Answer.Addresses(addresses, ttlSeconds);
    }

    private long value(String name) {
        return counters.samples().stream()
                .filter(s -> s.name().equals(name))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}
