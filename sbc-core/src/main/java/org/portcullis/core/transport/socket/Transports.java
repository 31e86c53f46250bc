package org.portcullis.core.transport.socket;

import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.MessageReceiver;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.TlsEngines;

/**
 * Every listener, socket and connection of the box. Started and closed once, by the thread that
 * wires the box; between the two any loop may use it.
 */
public final class Transports implements AutoCloseable {
    private final Shared shared;
    private final List<Realm> realms;
    private final Map<String, List<Listener>> listeners = new HashMap<>();
    private final OwnNames own = new OwnNames();

    /**
     * @param engine the one that made the loops
     * @param loops all of one group, in order of index
     * @param realms with distinct names and listen points that have no {@link ListenPoint#problem}
     * @param tls by name, for every realm that listens on TLS or WSS
     */
    public Transports(
            IoEngine engine,
            List<SipLoop> loops,
            List<Realm> realms,
            SipLimits messageLimits,
            StreamLimits streamLimits,
            Map<String, TlsEngines> tls,
            Counters counters) {
        this.realms = List.copyOf(realms);
        this.shared =
                new Shared(
                        engine,
                        List.copyOf(loops),
                        messageLimits,
                        streamLimits,
                        counters,
                        Map.copyOf(tls),
                        new ConnectionCount(streamLimits),
                        new HandshakeCount(streamLimits.maxHandshakes()),
                        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true));
        counters.gauge(
                "portcullis_sip_connections",
                "Connections that are open or being made.",
                shared.connections()::total);
        counters.gauge(
                "portcullis_sip_handshakes",
                "Handshakes of TLS or WebSocket under way with peers that connected.",
                shared.handshakes()::total);
    }

    /**
     * Binds every listen point of every realm, then begins to read; or does neither.
     *
     * @param receivers what takes the messages that a loop reads; asked once for each loop
     * @throws IOException naming the address that could not be bound and why
     */
    public void start(SourceFilter filter, Function<SipLoop, MessageReceiver> receivers)
            throws IOException {
        List<MessageReceiver> perLoop = shared.loops().stream().map(receivers).toList();
        List<Listener> all = new ArrayList<>();
        for (Realm realm : realms) {
            List<Listener> own =
                    realm.listen().stream()
                            .map(point -> listener(point, realm, filter, perLoop))
                            .toList();
            listeners.put(realm.name(), own);
            all.addAll(own);
        }
        try {
            for (Listener listener : all) {
                listener.bind();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        own.know(all.stream().map(Listener::listenPoint).toList());
        all.forEach(Listener::open);
    }

    private Listener listener(
            ListenPoint point, Realm realm, SourceFilter filter, List<MessageReceiver> receivers) {
        TransportCounters counters =
                new TransportCounters(shared.counters(), realm, point.protocol());
        List<Inbound> inbound =
                shared.loops().stream()
                        .map(
                                loop ->
                                        new Inbound(
                                                loop,
                                                realm,
                                                filter,
                                                shared.messageLimits(),
                                                own,
                                                receivers.get(loop.index()),
                                                counters))
                        .toList();
        return switch (point.protocol()) {
            case UDP ->
                    new UdpListener(
                            shared,
                            realm,
                            point,
                            counters,
                            inbound,
                            (loop, address) ->
                                    find(realm, Protocol.TCP, address)
                                            .map(l -> l.flowTo(loop, tcp(address))));
            case TCP, TLS, WS, WSS -> new StreamListener(shared, realm, point, counters, inbound);
        };
    }

    /** The listen points of a realm as they are bound, in the order of its configuration. */
    public List<ListenPoint> listenPoints(Realm realm) {
        return of(realm).stream().map(Listener::listenPoint).toList();
    }

    /**
     * The way from {@code realm} to {@code target} for requests: the UDP listen point whose address
     * family fits, or the loop's connection to it, which is made if there is none.
     *
     * <p>Called on {@code loop}. A target that cannot be reached from the realm gives a flow on
     * which every send fails.
     */
    public Flow flowTo(SipLoop loop, Realm realm, Target target) {
        Optional<Listener> listener = find(realm, target.protocol(), target.address());
        if (listener.isPresent()) {
            return listener.get().flowTo(loop, target);
        }
        String why =
                "realm "
                        + realm.name()
                        + " has no such listen point (expected: its transport and address family)";
        return new UnreachableFlow(shared, realm, of(realm).getFirst().listenPoint(), target, why);
    }

    /**
     * The way over UDP from a listen point, as {@link ListenPoint#toString} writes it, to an
     * address; from another one of the realm where that is no more. Empty where there is none, or
     * no such realm.
     *
     * <p>Called on {@code loop}.
     */
    public Optional<Flow> datagrams(
            SipLoop loop, String realm, String listenPoint, InetSocketAddress remote) {
        Target target = new Target(Protocol.UDP, remote);
        Optional<Listener> chosen = Optional.empty();
        for (Listener listener : listeners.getOrDefault(realm, List.of())) {
            ListenPoint point = listener.listenPoint();
            boolean fits = point.protocol() == Protocol.UDP && point.reaches(remote.getAddress());
            if (fits && (chosen.isEmpty() || point.toString().equals(listenPoint))) {
                chosen = Optional.of(listener);
            }
        }
        return chosen.map(listener -> listener.flowTo(loop, target));
    }

    /** The first listen point that can send there. */
    private Optional<Listener> find(Realm realm, Protocol protocol, InetSocketAddress address) {
        List<Listener> own = of(realm);
        for (int i = 0; i < own.size(); i++) {
            ListenPoint point = own.get(i).listenPoint();
            if (point.protocol() == protocol && point.reaches(address.getAddress())) {
                return Optional.of(own.get(i));
            }
        }
        return Optional.empty();
    }

    private static Target tcp(InetSocketAddress address) {
        return new Target(Protocol.TCP, address);
    }

    private List<Listener> of(Realm realm) {
        return Objects.requireNonNull(listeners.get(realm.name()), realm.name());
    }

    /** Returns when every socket is closed. Not for a loop's thread. */
    @Override
    public void close() {
        shared.open().close().awaitUninterruptibly();
    }
}
