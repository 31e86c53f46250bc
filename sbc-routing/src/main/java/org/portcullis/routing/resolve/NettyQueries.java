package org.portcullis.routing.resolve;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.portcullis.core.runtime.IoEngine;

/**
 * Questions to name servers by UDP, and by TCP where an answer does not fit, each from a port of
 * its own (RFC 5452 9.2). The server that answered last is asked first; another when it does not
 * answer in time or cannot tell. Owned by one loop.
 */
final class NettyQueries implements DnsQueries, AutoCloseable {
    private static final int DATAGRAM_BYTES = 1_232;

    private final List<InetSocketAddress> servers;
    private final int attempts;
    private final ResolverCounters counters;
    private final Map<Boolean, DnsNameResolver> clients = new HashMap<>();
    private int preferred;

    /**
     * @param servers at least one
     */
    NettyQueries(
            EventLoop loop,
            IoEngine io,
            List<InetSocketAddress> servers,
            ResolverSettings settings,
            ResolverCounters counters) {
        this.servers = List.copyOf(servers);
        this.attempts = settings.attempts();
        this.counters = counters;
        for (InetSocketAddress server : servers) {
            // A socket has one address family, and so has whoever is asked through it.
            clients.computeIfAbsent(
                    Reach.isSix(server.getAddress()),
                    six -> client(loop, io, server.getAddress(), settings));
        }
    }

    private DnsNameResolver client(
            EventLoop loop, IoEngine io, InetAddress family, ResolverSettings settings) {
        return new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(io.datagramSockets(family))
                .socketChannelFactory(io.clientSockets())
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers))
                .localAddress(null)
                .queryTimeoutMillis(settings.timeout().toMillis())
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .hostsFileEntriesResolver(NO_HOSTS)
                .searchDomains(List.of())
                .recursionDesired(true)
                .decodeIdn(false)
                .maxPayloadSize(DATAGRAM_BYTES)
                .build();
    }

    private static final HostsFileEntriesResolver NO_HOSTS = (name, types) -> null;

    @Override
    public void ask(Question question, Consumer<DnsAnswer> answer) {
        new Asked(question, answer).next("no server");
    }

    @Override
    public void close() {
        clients.values().forEach(DnsNameResolver::close);
    }

    /** One question on its way from server to server. */
    private final class Asked {
        private final Question question;
        private final Consumer<DnsAnswer> answer;
        private int times;
        private int server = preferred;

        Asked(Question question, Consumer<DnsAnswer> answer) {
            this.question = question;
            this.answer = answer;
        }

        void next(String why) {
            if (times == attempts * servers.size()) {
                answer.accept(new DnsAnswer.Failed(why));
                return;
            }
            times++;
            InetSocketAddress asked = servers.get(server);
            DnsQuestion wire =
                    new DefaultDnsQuestion(
                            question.name() + '.', DnsRecordType.valueOf(question.type().number()));
            DnsNameResolver client =
                    Objects.requireNonNull(clients.get(Reach.isSix(asked.getAddress())));
            client.query(asked, wire).addListener(this::over);
        }

        private void over(
                Future<? super AddressedEnvelope<DnsResponse, InetSocketAddress>> future) {
            if (!future.isSuccess()) {
                failed(String.valueOf(future.cause().getMessage()));
                return;
            }
            Object envelope = future.getNow();
            DnsAnswer its;
            try {
                its = read(envelope);
            } finally {
                ReferenceCountUtil.release(envelope);
            }
            if (its instanceof DnsAnswer.Failed(String why)) {
                failed(why);
            } else {
                preferred = server;
                answer.accept(its);
            }
        }

        private DnsAnswer read(Object envelope) {
            if (envelope instanceof AddressedEnvelope<?, ?> its
                    && its.content() instanceof DnsResponse response) {
                if (AnswerReader.cut(response)) {
                    counters.cut.increment();
                }
                return AnswerReader.read(question, response);
            }
            throw new AssertionError(envelope);
        }

        private void failed(String why) {
            server = (server + 1) % servers.size();
            next(why);
        }
    }
}
