package org.portcullis.appliance.admin;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a source may show a wrong token: {@value #BURST} times at once, then once a second. Who
 * is over it is not listened to, so that nobody learns whether a guess was right. An IPv6 source is
 * its /64. Owned by the admin server's loop.
 */
final class FailureLimit {
    static final int BURST = 10;
    static final long INTERVAL_MILLIS = 1_000;

    /** Beyond it the source that failed the longest ago is forgotten. */
    private static final int MOST_SOURCES = 1_024;

    private static final int IPV6_PREFIX_BYTES = 8;

    private final Map<ByteBuffer, Long> pardonMillis = new LinkedHashMap<>();

    /** How many milliseconds the source is not listened to; 0 if it is. */
    long waitMillis(InetAddress source, long nowMillis) {
        Long pardon = pardonMillis.get(key(source));
        return pardon == null ? 0 : Math.max(0, pardon - nowMillis - (BURST - 1) * INTERVAL_MILLIS);
    }

    void failed(InetAddress source, long nowMillis) {
        ByteBuffer key = key(source);
        Long pardon = pardonMillis.remove(key);
        if (pardonMillis.size() >= MOST_SOURCES) {
            pardonMillis.remove(pardonMillis.keySet().iterator().next());
        }
        long from = pardon == null ? nowMillis : Math.max(pardon, nowMillis);
        pardonMillis.put(key, from + INTERVAL_MILLIS);
    }

    private static ByteBuffer key(InetAddress source) {
        byte[] bytes = source.getAddress();
        return ByteBuffer.wrap(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, IPV6_PREFIX_BYTES));
    }
}
