package org.portcullis.core.transport.socket;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * A UDP listen point: one socket on every loop, all on the same port, among which the kernel
 * spreads the sources (SO_REUSEPORT).
 *
 * <p>Any loop, once it is bound.
 */
final class UdpListener implements Listener {
    /**
     * Asked of the kernel each way, to ride out pauses; it gives as much as {@code
     * net.core.rmem_max} allows.
     */
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /**
     * What may wait in this process when the kernel takes no more; beyond it datagrams are dropped
     * and counted.
     */
    private static final WriteBufferWaterMark WAITING_BYTES =
            new WriteBufferWaterMark(2 << 20, 4 << 20);

    private final Shared shared;
    private final Realm realm;
    private final TransportCounters counters;
    private final List<Inbound> inbound;
    private final Streams streams;
    private final List<StreamPeers> streamPeers = new ArrayList<>();
    private final Counter streamed;
    private final Counter streamFailures;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private ListenPoint listenPoint;

    /**
     * @param inbound what takes a loop's datagrams, in order of loops
     */
    UdpListener(
            Shared shared,
            Realm realm,
            ListenPoint listenPoint,
            TransportCounters counters,
            List<Inbound> inbound,
            Streams streams) {
        this.shared = shared;
        this.realm = realm;
        this.listenPoint = listenPoint;
        this.counters = counters;
        this.inbound = inbound;
        this.streams = streams;
        for (int i = 0; i < shared.loops().size(); i++) {
            streamPeers.add(new StreamPeers());
        }
        this.streamed =
                counters.counter(
                        "portcullis_sip_large_requests_total",
                        "Requests too large for a datagram that were sent over TCP instead.");
        this.streamFailures =
                counters.counter(
                        "portcullis_sip_large_requests_failed_total",
                        "Requests too large for a datagram that TCP did not bring to the peer, and"
                                + " that went over UDP after all.");
    }

    /** The realm's own way to a peer over TCP. */
    interface Streams {
        Optional<Flow> flowTo(SipLoop loop, InetSocketAddress address);
    }

    /** As {@link Flow#streamFlow}. */
    Optional<Flow> streamFlow(InetSocketAddress remote) {
        SipLoop loop = shared.current(shared.loops().getFirst());
        if (!streamPeers.get(loop.index()).mayHave(remote, loop.nowNanos())) {
            return Optional.empty();
        }
        Optional<Flow> flow = streams.flowTo(loop, remote);
        flow.ifPresent(found -> streamed.increment());
        return flow;
    }

    /** As {@link Flow#streamFailed}. */
    void streamFailed(InetSocketAddress remote) {
        SipLoop loop = shared.current(shared.loops().getFirst());
        streamPeers.get(loop.index()).failed(remote, loop.nowNanos());
        streamFailures.increment();
    }

    @Override
    public Realm realm() {
        return realm;
    }

    @Override
    public ListenPoint listenPoint() {
        return listenPoint;
    }

    @Override
    public void bind() throws IOException {
        for (SipLoop loop : shared.loops()) {
            boolean first = sockets.isEmpty();
            DatagramChannel channel =
                    shared.engine().datagramSockets(listenPoint.bind().getAddress()).newChannel();
            UdpSocket socket =
                    new UdpSocket(this, inbound.get(loop.index()), loop, counters, channel);
            bind(channel, socket, loop, !first);
            if (first) {
                // Bound alone, so that an address in use is an error and a free port is free; then
                // shared with the other loops. With SO_REUSEPORT from the start, both could be the
                // port of another process of the same user.
                listenPoint = listenPoint.boundTo(channel.localAddress().getPort());
                channel.config().setOption(shared.engine().reusePort(), true);
            }
            sockets.add(socket);
        }
    }

    private void bind(DatagramChannel channel, UdpSocket socket, SipLoop loop, boolean reusePort)
            throws IOException {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.config().setOption(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.config().setOption(shared.engine().reusePort(), reusePort);
        channel.config().setWriteBufferWaterMark(WAITING_BYTES);
        if (realm.options().dscp() != 0) {
            channel.config().setTrafficClass(realm.options().trafficClass());
        }
        channel.pipeline().addLast(socket);
        shared.open().add(channel);
        ChannelFuture registered = loop.executor().register(channel).awaitUninterruptibly();
        ChannelFuture bound =
                registered.isSuccess()
                        ? channel.bind(listenPoint.bind()).awaitUninterruptibly()
                        : registered;
        if (!bound.isSuccess()) {
            throw Failures.toBind(realm, listenPoint, bound.cause());
        }
    }

    @Override
    public void open() {
        sockets.forEach(UdpSocket::open);
    }

    @Override
    public Flow flowTo(SipLoop loop, Target target) {
        return new UdpFlow(this, target.address());
    }

    /**
     * The socket of the loop whose thread this is; the first one's on a thread that is no loop's.
     */
    UdpSocket socket() {
        for (int i = 0; i < sockets.size(); i++) {
            if (sockets.get(i).loop().inLoop()) {
                return sockets.get(i);
            }
        }
        return sockets.getFirst();
    }
}
