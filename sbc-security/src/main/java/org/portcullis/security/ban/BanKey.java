package org.portcullis.security.ban;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whom a ban is for: an address, or one user from there. Comparable, so that a map whose buckets an
 * attacker has filled by choosing addresses still finds it in logarithmic time.
 *
 * @param user empty for everybody
 * @param high the first half of the address; IPv4 in its mapped form (RFC 4291 2.5.5.2)
 */
record BanKey(String user, long high, long low) implements Comparable<BanKey> {

    static BanKey of(InetAddress address) {
        return of("", address);
    }

    static BanKey of(String user, InetAddress address) {
        if (address instanceof Inet4Address) {
            // Its hash is the address itself, and unlike the bytes it is had without a copy.
            return new BanKey(user, 0, 0xffff_0000_0000L | (address.hashCode() & 0xffff_ffffL));
        }
        byte[] bytes = address.getAddress();
        return new BanKey(user, word(bytes, 0), word(bytes, 8));
    }

    @Override
    public int hashCode() {
        long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) ^ user.hashCode();
    }

    @Override
    public int compareTo(BanKey other) {
        if (low != other.low) {
            return Long.compare(low, other.low);
        }
        return high != other.high ? Long.compare(high, other.high) : user.compareTo(other.user);
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }
}
