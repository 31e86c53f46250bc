package org.portcullis.media.port;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP address and port as two words and a number, so that a packet's source is compared and its
 * destination written without an object: the 128 bits of an IPv6 address, IPv4 as {@code
 * ::ffff:a.b.c.d} (RFC 4291 2.5.5.2). Immutable.
 */
public final class Endpoint {
    private static final long MAPPED = 0xFFFF_0000_0000L;

    /** Nobody: where nothing is sent to. */
    public static final Endpoint NOWHERE = new Endpoint(0, 0, 0);

    private final long high;
    private final long low;
    private final int port;
    private @Nullable InetSocketAddress address; // made when first asked for

    public Endpoint(long high, long low, int port) {
        this.high = high;
        this.low = low;
        this.port = port;
    }

    public static Endpoint of(InetAddress host, int port) {
        return host.isAnyLocalAddress() ? NOWHERE : new Endpoint(high(host), low(host), port);
    }

    /** The upper word of {@code host}. */
    static long high(InetAddress host) {
        return host instanceof Inet4Address ? 0 : ByteBuffer.wrap(host.getAddress()).getLong();
    }

    /** The lower word of {@code host}. */
    static long low(InetAddress host) {
        ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
        return host instanceof Inet4Address ? low(bytes.getInt()) : bytes.getLong(8);
    }

    /** The lower word of the IPv4 address with these bits. */
    static long low(int ipv4) {
        return MAPPED | Integer.toUnsignedLong(ipv4);
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public int port() {
        return port;
    }

    public boolean isNowhere() {
        return port == 0;
    }

    public boolean is(long otherHigh, long otherLow, int otherPort) {
        return low == otherLow && port == otherPort && high == otherHigh;
    }

    /** True for the same address, whatever the port. */
    public boolean isHost(long otherHigh, long otherLow) {
        return low == otherLow && high == otherHigh;
    }

    public InetSocketAddress address() {
        InetSocketAddress known = address;
        if (known == null) {
            known = new InetSocketAddress(host(), port);
            address = known;
        }
        return known;
    }

    private InetAddress host() {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes); // which knows IPv4 when it is mapped
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 16 bytes are an address
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint that && that.is(high, low, port);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low) * 31 + port;
    }

    /** {@code 192.0.2.1:5004} or {@code [2001:db8::1]:5004}. */
    @Override
    public String toString() {
        return NetUtil.toSocketAddressString(address());
    }
}
