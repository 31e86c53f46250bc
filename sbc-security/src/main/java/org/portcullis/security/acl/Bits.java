package org.portcullis.security.acl;

import java.net.Inet4Address;

/**
 * A string of up to 144 bits: an address and a port behind it, or the beginning of one. The first
 * bit is the highest of {@code word0}; bits from {@code length} on are zero.
 *
 * <pre>
 *         word0                word1                word2
 *  IPv4   address 32, port 16
 *  IPv6   address 64           address 64           port 16
 * </pre>
 */
record Bits(long word0, long word1, long word2, int length) implements Comparable<Bits> {

    private static final int PORT_BITS = 16;

    static Bits of(AddressEntry entry) {
        boolean anyPort = entry.port() == AddressEntry.ANY_PORT;
        int port = anyPort ? 0 : entry.port();
        int length = entry.prefixLength() + (anyPort ? 0 : PORT_BITS);
        if (entry.network() instanceof Inet4Address ipv4) {
            return new Bits(ipv4(ipv4, port), 0, 0, length);
        }
        byte[] address = entry.network().getAddress();
        return new Bits(high(address), low(address), port(port), length);
    }

    /** What a lookup reads, without a copy: an IPv4 address's hash code is the address itself. */
    static long ipv4(Inet4Address address, int port) {
        return ((long) address.hashCode() << 32) | ((long) port << 16);
    }

    static long high(byte[] ipv6) {
        return word(ipv6, 0);
    }

    static long low(byte[] ipv6) {
        return word(ipv6, 8);
    }

    static long port(int port) {
        return (long) port << 48;
    }

    long word(int index) {
        return index == 0 ? word0 : index == 1 ? word1 : word2;
    }

    boolean isPrefixOf(Bits other) {
        return length <= other.length
                && agree(word0, other.word0, length)
                && agree(word1, other.word1, length - Long.SIZE)
                && agree(word2, other.word2, length - 2 * Long.SIZE);
    }

    /** By the bits, a prefix before what it is a prefix of. */
    @Override
    public int compareTo(Bits other) {
        int order = Long.compareUnsigned(word0, other.word0);
        if (order == 0) {
            order = Long.compareUnsigned(word1, other.word1);
        }
        if (order == 0) {
            order = Long.compareUnsigned(word2, other.word2);
        }
        return order == 0 ? Integer.compare(length, other.length) : order;
    }

    private static boolean agree(long a, long b, int length) {
        return length <= 0 || (a ^ b) >>> Math.max(0, Long.SIZE - length) == 0;
    }

    private static long word(byte[] bytes, int from) {
        return ((long) half(bytes, from) << 32) | (half(bytes, from + 4) & 0xffffffffL);
    }

    /** Written out, as the loop would be by the optimising compiler. */
    private static int half(byte[] bytes, int from) {
        return (bytes[from] << 24)
                | ((bytes[from + 1] & 0xff) << 16)
                | ((bytes[from + 2] & 0xff) << 8)
                | (bytes[from + 3] & 0xff);
    }
}
