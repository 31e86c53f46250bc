package org.portcullis.core.transport.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;

/**
 * Waits for the PROXY protocol header, version 2, with which a load balancer begins each connection
 * to say who made it. Owned by the connection's loop.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private final SipLoop loop;
    private final long timeoutNanos;
    private final InetSocketAddress proxy;
    private final Outcome outcome;
    private final Timer timer = new HeaderTimer();
    private boolean over;

    /** What comes of it, once. */
    interface Outcome {
        /** The proxy itself where it speaks for itself (LOCAL), as its health checks do. */
        void from(InetSocketAddress source);

        void none();
    }

    ProxyHeader(SipLoop loop, long timeoutNanos, InetSocketAddress proxy, Outcome outcome) {
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
        this.proxy = proxy;
        this.outcome = outcome;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HAProxyMessageDecoder());
        loop.timers().schedule(timer, loop.nowNanos() + timeoutNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over || !(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message); // what came behind the header
            return;
        }
        try {
            InetSocketAddress source = source(header);
            if (source == null) {
                fail();
                return;
            }
            end();
            outcome.from(source);
            ctx.pipeline().remove(this);
        } finally {
            ReferenceCountUtil.release(header);
        }
    }

    /** Who the header names; null where it is not one that we take. */
    private @Nullable InetSocketAddress source(HAProxyMessage header) {
        if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
            return null;
        }
        if (header.command() == HAProxyCommand.LOCAL) {
            return proxy;
        }
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        boolean tcp =
                protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
        String text = header.sourceAddress();
        InetAddress address =
                tcp && text != null ? NetUtil.createInetAddressFromIpAddressString(text) : null;
        return address == null ? null : new InetSocketAddress(address, header.sourcePort());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(); // whatever it is, it is no header
    }

    private void fail() {
        if (!over) {
            end();
            outcome.none();
        }
    }

    private void end() {
        over = true;
        loop.timers().cancel(timer);
    }

    private final class HeaderTimer extends Timer {
        @Override
        protected void expired(long expiredNanos) {
            fail();
        }
    }
}
