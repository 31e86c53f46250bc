package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.routing.Peers;

/** Messages of a name server, good and hostile, over real sockets. */
class NettyQueriesTest {
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int SOA = 6;

    private final IoEventLoopGroup group = IoEngine.NIO.newLoops(1);
    private final Counters counters = new Counters();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldReadServices() throws IOException {
        ByteBuf data = Unpooled.buffer().writeShort(10).writeShort(60).writeShort(5070);
        data.writeByte(1).writeByte('a').writeShort(0xc00c); // a., and the name asked for
        assertEquals(
                new DnsAnswer.Found(
                        List.of(new ResourceRecord.Service(10, 60, 5070, "a.example.com")), 300),
                answer(RecordType.SRV, one(33, 300, data)));
    }

    @Test
    void shouldReadPointers() throws IOException {
        ByteBuf data = Unpooled.buffer().writeShort(10).writeShort(20);
        for (String text : List.of("s", "sip+d2u", "!.*!x!")) {
            data.writeByte(text.length());
            data.writeCharSequence(text, StandardCharsets.US_ASCII);
        }
        WireServer.name(data, "_sip._udp.example.com");
        assertEquals(
                new DnsAnswer.Found(
                        List.of(
                                new ResourceRecord.Pointer(
                                        10, 20, "s", "SIP+D2U", "_sip._udp.example.com")),
                        300),
                answer(RecordType.NAPTR, one(35, 300, data)));
    }

    @Test
    void shouldKeepTheShortestTimeOfAliasesAndAddresses() throws IOException {
        DnsAnswer its =
                answer(
                        RecordType.A,
                        (query, stream) -> {
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, 4, 0);
                            WireServer.record(out, CNAME, 20, WireServer.name("Other.Example"));
                            WireServer.record(
                                    out, "other.example", A, 60, WireServer.bytes("c0000201"));
                            WireServer.record(
                                    out, "OTHER.example", A, 90, WireServer.bytes("c0000202"));
                            WireServer.record(
                                    out, "stranger.example", A, 1, WireServer.bytes("c0000203"));
                            return Optional.of(out);
                        });
        DnsAnswer.Found found = assertInstanceOf(DnsAnswer.Found.class, its);
        assertEquals(2, found.records().size());
        assertEquals(20, found.ttlSeconds());
    }

    @Test
    void shouldTellAliasWhoseRecordsAreElsewhere() throws IOException {
        assertEquals(
                new DnsAnswer.Alias("other.example", 20),
                answer(RecordType.A, one(CNAME, 20, WireServer.name("other.example"))));
    }

    @Test
    void shouldTakeTheTimeOfAnAbsenceFromTheZone() throws IOException {
        DnsAnswer its =
                answer(
                        RecordType.NAPTR,
                        (query, stream) -> {
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, 0, 1);
                            ByteBuf soa = WireServer.name("ns.example");
                            WireServer.name(soa, "admin.example");
                            soa.writeInt(1).writeInt(2).writeInt(3).writeInt(4).writeInt(77);
                            return Optional.of(WireServer.record(out, SOA, 900, soa));
                        });
        assertEquals(new DnsAnswer.Absent(77), its);
    }

    @Test
    void shouldAskByTcpWhatDoesNotFit() throws IOException {
        ByteBuf address = WireServer.bytes("c0000201");
        try (WireServer server =
                new WireServer(
                        (query, stream) ->
                                Optional.of(
                                        stream
                                                ? WireServer.record(
                                                        WireServer.begin(
                                                                query, WireServer.ANSWERED, 1, 0),
                                                        A,
                                                        30,
                                                        address.duplicate())
                                                : WireServer.begin(
                                                        query, WireServer.TRUNCATED, 0, 0)))) {
            assertInstanceOf(DnsAnswer.Found.class, ask(RecordType.A, List.of(server.address())));
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void shouldBoundTenThousandRecords() throws IOException {
        try (WireServer server =
                new WireServer(
                        (query, stream) -> {
                            if (!stream) {
                                return Optional.of(
                                        WireServer.begin(query, WireServer.TRUNCATED, 0, 0));
                            }
                            int most = 4_000; // a message holds no more
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, most, 0);
                            for (int i = 0; i < most; i++) {
                                ByteBuf address = Unpooled.buffer().writeInt(0x0a000000 + i);
                                WireServer.record(out, A, 0, address);
                            }
                            return Optional.of(out);
                        })) {
            DnsAnswer.Found found =
                    assertInstanceOf(
                            DnsAnswer.Found.class, ask(RecordType.A, List.of(server.address())));
            assertEquals(64, found.records().size());
            assertEquals(1, Peers.value(counters, "portcullis_dns_answers_cut_total"));
        }
    }

    @Test
    void shouldEndLoopsOfAliases() throws IOException {
        DnsAnswer its =
                answer(
                        RecordType.A,
                        (query, stream) -> {
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, 2, 0);
                            WireServer.record(out, CNAME, 20, WireServer.name("b.example"));
                            WireServer.record(
                                    out, "b.example", CNAME, 20, WireServer.name("example.com"));
                            return Optional.of(out);
                        });
        assertInstanceOf(DnsAnswer.Failed.class, its);
    }

    @Test
    void shouldCountBrokenAndStrangeRecordsForNothing() throws IOException {
        DnsAnswer its =
                answer(
                        RecordType.SRV,
                        (query, stream) -> {
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, 4, 0);
                            WireServer.record(out, 33, 20, WireServer.bytes("0001"));
                            WireServer.record(out, A, 20, WireServer.bytes("c0000201"));
                            WireServer.record( // a target that is no host
                                    out,
                                    33,
                                    20,
                                    WireServer.name(
                                            Unpooled.buffer()
                                                    .writeBytes(WireServer.bytes("000100011388")),
                                            "a b.example"));
                            ByteBuf good =
                                    Unpooled.buffer().writeShort(1).writeShort(1).writeShort(5060);
                            WireServer.record(out, 33, 20, WireServer.name(good, "a.example"));
                            return Optional.of(out);
                        });
        assertEquals(
                new DnsAnswer.Found(
                        List.of(new ResourceRecord.Service(1, 1, 5060, "a.example")), 20),
                its);
    }

    @Test
    void shouldAskTheNextServerWhereOneFailsOrIsSilent() throws IOException {
        ByteBuf address = WireServer.bytes("c0000201");
        try (WireServer silent = new WireServer((query, stream) -> Optional.empty());
                WireServer failing =
                        new WireServer(
                                (query, stream) ->
                                        Optional.of(
                                                WireServer.begin(query, WireServer.FAILED, 0, 0)));
                WireServer good = new WireServer(one(A, 30, address))) {
            List<InetSocketAddress> servers =
                    List.of(silent.address(), failing.address(), good.address());
            NettyQueries queries = queries(servers);
            assertInstanceOf(DnsAnswer.Found.class, ask(queries, RecordType.A));
            assertInstanceOf(DnsAnswer.Found.class, ask(queries, RecordType.A));
            assertEquals(1, silent.datagrams.get(), "the one that answered is asked first");
            assertEquals(2, good.datagrams.get());
        }
    }

    @Test
    void shouldTellWhenNobodyAnswers() throws IOException {
        try (WireServer silent = new WireServer((query, stream) -> Optional.empty())) {
            assertInstanceOf(DnsAnswer.Failed.class, ask(RecordType.A, List.of(silent.address())));
            assertEquals(2, silent.datagrams.get());
        }
    }

    @Test
    void shouldMindNoGarbage() throws IOException {
        DnsAnswer its =
                answer(
                        RecordType.A,
                        (query, stream) -> {
                            // Its name is a pointer to itself.
                            ByteBuf out = WireServer.begin(query, WireServer.ANSWERED, 1, 0);
                            int at = out.writerIndex();
                            out.writeShort(0xc000 | at).writeShort(A).writeShort(1).writeInt(9);
                            return Optional.of(out.writeShort(400));
                        });
        assertInstanceOf(DnsAnswer.class, its);
    }

    private static WireServer.Answerer one(int type, long ttl, ByteBuf data) {
        return (query, stream) ->
                Optional.of(
                        WireServer.record(
                                WireServer.begin(query, WireServer.ANSWERED, 1, 0),
                                type,
                                ttl,
                                data.duplicate()));
    }

    private DnsAnswer answer(RecordType type, WireServer.Answerer answerer) throws IOException {
        try (WireServer server = new WireServer(answerer)) {
            return ask(type, List.of(server.address()));
        }
    }

    private DnsAnswer ask(RecordType type, List<InetSocketAddress> servers) {
        return ask(queries(servers), type);
    }

    private DnsAnswer ask(NettyQueries queries, RecordType type) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        Question question = new Question("example.com", type);
        ((EventLoop) group.next()).execute(() -> queries.ask(question, answer::complete));
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private NettyQueries queries(List<InetSocketAddress> servers) {
        ResolverSettings its = ResolverSettings.DEFAULT;
        ResolverSettings hasty =
                new ResolverSettings(
                        servers,
                        Duration.ofMillis(300),
                        2,
                        its.entries(),
                        its.minTtl(),
                        its.maxTtl(),
                        its.negativeTtl(),
                        its.stale(),
                        its.pending());
        return new NettyQueries(
                (EventLoop) group.next(),
                IoEngine.NIO,
                servers,
                hasty,
                new ResolverCounters(counters));
    }
}
