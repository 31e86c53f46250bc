package org.portcullis.core.registration;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many registrations stand from each address, those of all loops together: phones behind one
 * NAT are many at one address. Any thread; no larger than the bindings that stand.
 */
public final class SourceTally {
    private final Map<InetAddress, Integer> live = new ConcurrentHashMap<>();

    /** How many stand, 0 or more. */
    public int of(InetAddress address) {
        return live.getOrDefault(address, 0);
    }

    void add(InetAddress address) {
        live.merge(address, 1, Integer::sum);
    }

    void remove(InetAddress address) {
        live.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
