package org.portcullis.core.transport.socket;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.TlsEngines;

/**
 * Puts a connection together: the handlers of TLS and WebSocket, the wait for their handshakes, the
 * reader of SIP. Any loop.
 */
final class StreamPipeline {
    /**
     * Signing and verifying take too long for a loop; there are no more at a time than its limit.
     */
    private static final int MAX_HTTP_LINE = 4_096;

    private static final int MAX_HTTP_HEADER = 16_384;
    private static final Executor HANDSHAKES = task -> Thread.ofVirtual().start(task);

    private final Shared shared;
    private final StreamListener listener;
    private final TransportCounters counters;
    private final List<Inbound> inbound;

    /**
     * @param inbound what takes a loop's messages, in order of loops
     */
    StreamPipeline(
            Shared shared,
            StreamListener listener,
            TransportCounters counters,
            List<Inbound> inbound) {
        this.shared = shared;
        this.listener = listener;
        this.counters = counters;
        this.inbound = inbound;
    }

    /**
     * Makes the flow of a connection that a peer has made; it holds one of the handshakes until
     * they are over, which the caller has taken where {@link #handshakes()}.
     */
    StreamFlow accepted(SocketChannel channel, SipLoop loop, Target remote) {
        HandshakeCount handshakes = shared.handshakes();
        return attach(channel, loop, remote, true, handshakes::release);
    }

    /** Makes the flow of a connection that we make. */
    StreamFlow made(SocketChannel channel, SipLoop loop, Target remote) {
        return attach(channel, loop, remote, false, () -> {});
    }

    /** Whether there is anything before the first byte of SIP. */
    boolean handshakes() {
        return listener.listenPoint().protocol() != Protocol.TCP;
    }

    private StreamFlow attach(
            SocketChannel channel,
            SipLoop loop,
            Target remote,
            boolean accepted,
            Runnable handshakeOver) {
        StreamFlow flow = new StreamFlow(shared, listener, counters, loop, channel, remote);
        int high = shared.streamLimits().maxOutboundBytes();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high, high));
        channel.config().setTcpNoDelay(true);
        if (flow.realm().options().dscp() != 0) {
            channel.config().setTrafficClass(flow.realm().options().trafficClass());
        }
        StreamReader reader =
                new StreamReader(shared, inbound.get(loop.index()), counters, loop, flow, accepted);
        ChannelPipeline pipeline = channel.pipeline();
        if (flow.protocol().secure()) {
            TlsEngines tls = tls();
            pipeline.addLast(tlsHandler(accepted ? tls.accepting() : connecting(tls, remote)));
        }
        if (flow.protocol().webSocket()) {
            addWebSocket(pipeline, flow, reader, accepted);
        }
        if (handshakes()) {
            pipeline.addLast(setup(flow, handshakeOver));
        }
        pipeline.addLast(reader);
        shared.open().add(channel);
        return flow;
    }

    private void addWebSocket(
            ChannelPipeline pipeline, StreamFlow flow, StreamReader reader, boolean accepted) {
        int limit = shared.messageLimits().message();
        WebSocketMessages messages = new WebSocketMessages(flow, reader, limit);
        if (accepted) {
            HttpDecoderConfig http =
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_HTTP_LINE)
                            .setMaxHeaderSize(MAX_HTTP_HEADER);
            pipeline.addLast(new HttpServerCodec(http));
            pipeline.addLast(new WebSocketAccept(flow, messages, limit));
        } else {
            pipeline.addLast(new HttpClientCodec(MAX_HTTP_LINE, MAX_HTTP_HEADER, MAX_HTTP_HEADER));
            pipeline.addLast(new HttpObjectAggregator(MAX_HTTP_HEADER));
            pipeline.addLast(new WebSocketConnect(flow, messages, limit));
        }
    }

    private StreamSetup setup(StreamFlow flow, Runnable handshakeOver) {
        return new StreamSetup(
                flow.loop(),
                flow,
                tls(),
                shared.streamLimits().handshakeTimeout().toNanos(),
                flow.protocol().webSocket(),
                handshakeOver);
    }

    private TlsEngines tls() {
        return shared.tls().getOrDefault(listener.realm().name(), TlsEngines.NONE);
    }

    private static SSLEngine connecting(TlsEngines tls, Target remote) {
        String name =
                remote.name().isEmpty()
                        ? NetUtil.toAddressString(remote.address().getAddress())
                        : remote.name();
        return tls.connecting(name, remote.address().getPort());
    }

    /** With no time limit of its own: {@link StreamSetup} has one, on the loop's timers. */
    private static SslHandler tlsHandler(SSLEngine engine) {
        SslHandler handler = new SslHandler(engine, HANDSHAKES);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }
}
