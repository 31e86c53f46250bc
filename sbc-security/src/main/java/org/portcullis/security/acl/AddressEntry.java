package org.portcullis.security.acl;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A set of source addresses: a CIDR block of any port, or one address with one port.
 *
 * <p>IPv4 in IPv6 form ({@code ::ffff:192.0.2.0/120}, RFC 4291 2.5.5.2) becomes IPv4, as the
 * sources of packets do.
 *
 * @param network the first address of the block
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 * @param port 1 to 65535, or {@link #ANY_PORT}
 * @param tag what the operator calls it; empty for nothing
 */
public record AddressEntry(InetAddress network, int prefixLength, int port, String tag)
        implements GroupMember {

    /** Stands for every port. */
    public static final int ANY_PORT = -1;

    private static final int MAPPED_BITS = 96;
    private static final String FORM =
            "an address, a CIDR block or address:port, such as 192.0.2.0/24 or [2001:db8::1]:5060";

    /** One without a tag. */
    public AddressEntry(InetAddress network, int prefixLength, int port) {
        this(network, prefixLength, port, "");
    }

    public AddressEntry {
        int bits = bits(network);
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefix length: " + prefixLength + " (expected: 0-" + bits + ")");
        }
        if (port != ANY_PORT && (port < 1 || port > 0xffff)) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
        if (port != ANY_PORT && prefixLength != bits) {
            throw new IllegalArgumentException(
                    "port: " + port + " (expected: none beside a prefix length)");
        }
        InetAddress first = mask(network, prefixLength);
        if (!first.equals(network)) {
            throw new IllegalArgumentException(
                    network.getHostAddress()
                            + '/'
                            + prefixLength
                            + ": bits set after the prefix (expected: "
                            + first.getHostAddress()
                            + '/'
                            + prefixLength
                            + ')');
        }
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 192.0.2.1}, {@code 192.0.2.1:5060}, {@code 2001:db8::/32},
     * {@code [2001:db8::1]:5060}.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static AddressEntry parse(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return block(text.substring(0, slash), text.substring(slash + 1));
        }
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket >= 0) {
            InetAddress address = address(text.substring(1, bracket));
            String rest = text.substring(bracket + 1);
            if (rest.isEmpty()) {
                return host(address, ANY_PORT);
            }
            if (rest.charAt(0) != ':') {
                throw new IllegalArgumentException(text + " (expected: " + FORM + ")");
            }
            return host(address, port(rest.substring(1)));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return host(address(text.substring(0, colon)), port(text.substring(colon + 1)));
        }
        return host(address(text), ANY_PORT);
    }

    /** The address alone, with any port or that one. */
    static AddressEntry of(InetAddress address, int port, String tag) {
        return new AddressEntry(address, bits(address), port, tag);
    }

    @Override
    public AddressEntry tagged(String newTag) {
        return new AddressEntry(network, prefixLength, port, newTag);
    }

    /** As it is written in the configuration, without its tag. */
    @Override
    public String toString() {
        String address = network.getHostAddress();
        if (port != ANY_PORT) {
            return network instanceof Inet6Address
                    ? "[" + address + "]:" + port
                    : address + ':' + port;
        }
        return prefixLength == bits(network) ? address : address + '/' + prefixLength;
    }

    boolean ipv4() {
        return !(network instanceof Inet6Address);
    }

    private static AddressEntry block(String addressText, String lengthText) {
        InetAddress network = address(addressText);
        int bits = bits(network);
        boolean mapped = addressText.indexOf(':') >= 0 && bits == Integer.SIZE;
        int offset = mapped ? MAPPED_BITS : 0;
        int length = number(lengthText, 3);
        if (length < offset || length > bits + offset) {
            throw new IllegalArgumentException(
                    "prefix length: "
                            + lengthText
                            + " (expected: "
                            + offset
                            + '-'
                            + (bits + offset)
                            + ')');
        }
        return new AddressEntry(network, length - offset, ANY_PORT);
    }

    private static AddressEntry host(InetAddress address, int port) {
        return new AddressEntry(address, bits(address), port);
    }

    private static InetAddress address(String text) {
        byte[] bytes =
                text.startsWith("[") || text.indexOf('%') >= 0
                        ? null
                        : NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null) {
            throw new IllegalArgumentException("address: " + text + " (expected: " + FORM + ")");
        }
        return toAddress(bytes);
    }

    static int port(String text) {
        int port = number(text, 5);
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port: " + text + " (expected: 1-65535)");
        }
        return port;
    }

    /** A decimal number of up to {@code digits} digits, or -1. */
    private static int number(String text, int digits) {
        if (text.isEmpty() || text.length() > digits) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int bits(InetAddress address) {
        return address instanceof Inet6Address ? 128 : 32;
    }

    private static InetAddress mask(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefixLength - i * 8L, 0, 8);
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        return toAddress(bytes);
    }

    /** An IPv4 address for a mapped one too, as {@link InetAddress#getByAddress(byte[])} does. */
    private static InetAddress toAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }
}
