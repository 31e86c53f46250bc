package org.portcullis.security.acl;

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
        byte[] address = entry.network().getAddress();
        boolean anyPort = entry.port() == AddressEntry.ANY_PORT;
        int port = anyPort ? 0 : entry.port();
        int length = entry.prefixLength() + (anyPort ? 0 : PORT_BITS);
        return entry.ipv4()
                ? new Bits(ipv4(address, port), 0, 0, length)
                : new Bits(high(address), low(address), port(port), length);
    }

    static long ipv4(byte[] address, int port) {
        return (word(address, 0, 4) << 32) | ((long) port << 16);
    }

    static long high(byte[] ipv6) {
        return word(ipv6, 0, 8);
    }

    static long low(byte[] ipv6) {
        return word(ipv6, 8, 16);
    }

    static long port(int port) {
        return (long) port << 48;
    }

    /** The {@code count} bits (1 to 63) from {@code position} on, as a number. */
    static int slice(long word0, long word1, long word2, int position, int count) {
        long here = position < 64 ? word0 : position < 128 ? word1 : word2;
        long next = position < 64 ? word1 : position < 128 ? word2 : 0;
        int offset = position & 63;
        long window = (here << offset) | ((next >>> 1) >>> (63 - offset));
        return (int) (window >>> (64 - count));
    }

    int slice(int position, int count) {
        return slice(word0, word1, word2, position, count);
    }

    /** How many bits two full strings have in common from the first on, 192 at the most. */
    static int common(long a0, long a1, long a2, long b0, long b1, long b2) {
        if (a0 != b0) {
            return Long.numberOfLeadingZeros(a0 ^ b0);
        }
        return a1 != b1
                ? 64 + Long.numberOfLeadingZeros(a1 ^ b1)
                : 128 + Long.numberOfLeadingZeros(a2 ^ b2);
    }

    int common(Bits other) {
        return common(word0, word1, word2, other.word0, other.word1, other.word2);
    }

    boolean isPrefixOf(Bits other) {
        return length <= other.length && common(other) >= length;
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

    private static long word(byte[] bytes, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word = (word << 8) | (bytes[i] & 0xff);
        }
        return word;
    }
}
