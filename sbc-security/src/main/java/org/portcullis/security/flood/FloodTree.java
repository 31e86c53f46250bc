package org.portcullis.security.flood;

import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Counter;

/**
 * The tree of Kamailio's pike: one node per address byte, IPv4 and IPv6 together, grown only where
 * the requests are.
 *
 * <p>A request counts at the deepest node of its source. A node that is not the whole address and
 * is hot there, at a quarter of the density, grows a child which takes over its count less one; a
 * whole address is red, blocked, once its own count is at the density times the devices known to be
 * there. Counts are of the previous and the present window, hot being either of them or their mean.
 * A node goes {@code remove-latency} after its last request, and its father as long after its last
 * child.
 *
 * <p>Windows turn when a node is next looked at, which no request can tell from turning all of them
 * at once. At the limit of nodes, the tips that were hit the longest ago go. Sans-IO; not
 * thread-safe: see {@link FloodLimiter}.
 */
final class FloodTree {

    /** An IPv6 address takes 16 nodes. */
    private static final int MIN_NODES = 32;

    private static final int MAX_DEVICES = 1_000;

    /** Spreads a long silence's worth of removals over the requests that follow. */
    private static final int MAX_EXPIRIES = 256;

    private int density;
    private int splitDensity;
    private long samplingNanos;
    private long removeNanos;
    private final int maxNodes;
    private final Counter evictions;
    private final ToIntFunction<byte[]> devices;
    private final @Nullable Node[] buckets;

    /** The father of the first bytes; the head of the circle in the order of expiry. */
    private final Node root = new Node(0, null, (byte) 0, 0, 0);

    private long nowNanos;
    private long window;
    private long windowEndNanos;
    private int lastId;
    private int size;

    /**
     * @param devices how many are known to be at an address, one where none is; asked only for
     *     those that are over the density
     */
    FloodTree(
            FloodSettings settings,
            int maxNodes,
            ToIntFunction<byte[]> devices,
            Counter evictions,
            long nowNanos) {
        if (maxNodes < MIN_NODES) {
            throw new IllegalArgumentException(
                    "nodes: " + maxNodes + " (expected: at least " + MIN_NODES + ")");
        }
        this.density = settings.density();
        this.splitDensity = settings.density() >> 2;
        this.samplingNanos = settings.samplingUnit().toNanos();
        this.removeNanos = settings.removeLatency().toNanos();
        this.maxNodes = maxNodes;
        this.evictions = evictions;
        this.devices = devices;
        this.buckets = new Node[Integer.highestOneBit(maxNodes - 1) << 1];
        this.nowNanos = nowNanos;
        this.windowEndNanos = nowNanos + samplingNanos;
    }

    /** Counts one request of {@code address}, 4 or 16 bytes. */
    Mark hit(byte[] address, long loopNanos) {
        advance(loopNanos);
        expire();
        Node node = root;
        int depth = 0;
        for (Node kid = kid(root, address[0]); kid != null; kid = kid(node, address[depth])) {
            node = kid;
            if (++depth == address.length) {
                return hitAddress(node, address);
            }
        }
        if (node == root) {
            grow(root, address[0]).prefix.current = 1;
        } else {
            hitPrefix(node, address[depth]);
        }
        return Mark.PASSED;
    }

    /**
     * Counts by other settings from now on. What was counted stays: who was over no density is red
     * with the next request if it is now, and who was is free at the turn of the window if it is
     * not.
     */
    void use(FloodSettings settings, long loopNanos) {
        advance(loopNanos);
        density = settings.density();
        splitDensity = settings.density() >> 2;
        samplingNanos = settings.samplingUnit().toNanos();
        if (windowEndNanos - nowNanos > samplingNanos) {
            windowEndNanos = nowNanos + samplingNanos;
        }
        removeNanos = settings.removeLatency().toNanos();
        // Nobody may expire after one that is hit later: places are looked for from the end.
        long latestNanos = nowNanos + removeNanos;
        for (Node node = root.later; node != root; node = node.later) {
            if (node.expiresNanos - latestNanos > 0) {
                node.expiresNanos = latestNanos;
            }
        }
    }

    int size() {
        return size;
    }

    private Mark hitAddress(Node node, byte[] address) {
        boolean wasRed = node.red;
        boolean turned = node.turnTo(window);
        if (turned && wasRed) {
            node.red = overLimit(node, address);
        }
        node.wholeAddress = true;
        node.address.current++;
        unlink(node);
        linkByExpiry(node, nowNanos + removeNanos);
        if (node.red) {
            return Mark.RED;
        }
        node.red = overLimit(node, address);
        return node.red ? Mark.TURNED_RED : Mark.PASSED;
    }

    private boolean overLimit(Node node, byte[] address) {
        if (!node.address.reach(density)) {
            return false;
        }
        node.limit = density * Math.clamp(devices.applyAsInt(address), 1, MAX_DEVICES);
        return node.address.reach(node.limit);
    }

    /** Splits a hot prefix. One that is not hot is not worth keeping: its time is not renewed. */
    private void hitPrefix(Node node, byte next) {
        node.turnTo(window);
        node.prefix.current++;
        if (node.prefix.reach(splitDensity)) {
            grow(node, next).prefix.current = node.prefix.current - 1;
        }
    }

    private Node grow(Node father, byte octet) {
        while (size >= maxNodes) {
            evictColdest(father);
        }
        Node kid = new Node(++lastId, father, octet, window, density);
        int bucket = bucket(father, octet);
        kid.chain = buckets[bucket];
        buckets[bucket] = kid;
        size++;
        father.kids++;
        linkByExpiry(kid, nowNanos + removeNanos);
        if (father != root && !father.wholeAddress) {
            unlink(father);
        }
        return kid;
    }

    /** Time never runs back here: a loop whose batch began earlier counts in the present. */
    private void advance(long loopNanos) {
        if (loopNanos - nowNanos > 0) {
            nowNanos = loopNanos;
        }
        long late = nowNanos - windowEndNanos;
        if (late >= 0) {
            long passed = late / samplingNanos + 1;
            window += passed;
            windowEndNanos += passed * samplingNanos;
        }
    }

    private void expire() {
        for (int i = 0; i < MAX_EXPIRIES; i++) {
            Node first = root.later;
            if (first == root || nowNanos - first.expiresNanos < 0) {
                return;
            }
            Node bare = take(first);
            if (bare != null) {
                linkByExpiry(bare, first.expiresNanos + removeNanos);
            }
        }
    }

    private void evictColdest(Node spared) {
        Node coldest = root.later == spared ? spared.later : root.later;
        Node bare = take(coldest);
        if (bare != null) {
            // As cold as what it carried: the branch goes whole.
            bare.expiresNanos = coldest.expiresNanos;
            link(bare, root);
        }
        evictions.increment();
    }

    /**
     * Takes a node that has had its time out of the tree; one that others hang on only ceases to be
     * an address.
     *
     * @return its father if that is a bare tip now
     */
    private @Nullable Node take(Node node) {
        unlink(node);
        if (node.kids > 0) {
            node.turnTo(window);
            node.wholeAddress = false;
            node.address.current = 0;
            return null;
        }
        Node father = Objects.requireNonNull(node.father);
        removeFromBucket(node, bucket(father, node.octet));
        size--;
        father.kids--;
        return father.kids == 0 && father != root && !father.wholeAddress ? father : null;
    }

    private @Nullable Node kid(Node father, byte octet) {
        Node node = buckets[bucket(father, octet)];
        while (node != null && (node.father != father || node.octet != octet)) {
            node = node.chain;
        }
        return node;
    }

    private void removeFromBucket(Node node, int bucket) {
        Node before = buckets[bucket];
        if (before == node) {
            buckets[bucket] = node.chain;
            return;
        }
        while (before != null && before.chain != node) {
            before = before.chain;
        }
        if (before != null) {
            before.chain = node.chain;
        }
    }

    private int bucket(Node father, byte octet) {
        // Fibonacci hashing; ids count up, so nobody outside can aim at a bucket.
        int hash = ((father.id << 8) | (octet & 0xff)) * 0x9e3779b1;
        return hash >>> Integer.numberOfLeadingZeros(buckets.length - 1);
    }

    /**
     * Puts a node in its place: the last for one just hit, and nearly so for a father whose last
     * child just went.
     */
    private void linkByExpiry(Node node, long expiresNanos) {
        node.expiresNanos = expiresNanos;
        Node before = root.earlier;
        while (before != root && before.expiresNanos - expiresNanos > 0) {
            before = before.earlier;
        }
        link(node, before);
    }

    private static void link(Node node, Node before) {
        node.earlier = before;
        node.later = before.later;
        before.later.earlier = node;
        before.later = node;
    }

    private static void unlink(Node node) {
        node.earlier.later = node.later;
        node.later.earlier = node.earlier;
        node.earlier = node;
        node.later = node;
    }
}
