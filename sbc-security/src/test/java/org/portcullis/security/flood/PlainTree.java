package org.portcullis.security.flood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flood tree as its definition reads: all windows turn at once, all that is over goes at once.
 */
final class PlainTree {

    private static final int PREVIOUS = 0;
    private static final int CURRENT = 1;

    private final int density;
    private final long samplingNanos;
    private final long removeNanos;
    private final Node root = new Node(null, (byte) 0);
    private long turnNanos;
    private long turns;

    PlainTree(FloodSettings settings, long nowNanos) {
        density = settings.density();
        samplingNanos = settings.samplingUnit().toNanos();
        removeNanos = settings.removeLatency().toNanos();
        turnNanos = nowNanos + samplingNanos;
    }

    Mark hit(byte[] address, long nowNanos) {
        while (nowNanos - turnNanos >= 0) {
            turnNanos += samplingNanos;
            all().forEach(this::turn);
        }
        while (removeFirstExpired(nowNanos)) {
            // Removing one may start the time of its father, which may be over too.
        }
        Node node = root;
        int depth = 0;
        for (Node kid = root; kid != null; ) {
            node = kid;
            kid = depth < address.length ? node.kids.get(address[depth]) : null;
            depth += kid == null ? 0 : 1;
        }
        if (depth == address.length) {
            return hitAddress(node, nowNanos);
        }
        if (node == root) {
            Node top = add(root, address[0], nowNanos);
            top.hits[CURRENT] = 1;
            return Mark.PASSED;
        }
        node.hits[CURRENT]++;
        if (hot(node.hits, density / 4)) {
            Node kid = add(node, address[depth], nowNanos);
            kid.hits[CURRENT] = node.hits[CURRENT] - 1;
        }
        return Mark.PASSED;
    }

    int size() {
        return all().size();
    }

    private Mark hitAddress(Node node, long nowNanos) {
        node.isAddress = true;
        expire(node, nowNanos + removeNanos);
        node.addressHits[CURRENT]++;
        if (node.red) {
            return Mark.RED;
        }
        node.red = hot(node.addressHits, density);
        return node.red ? Mark.TURNED_RED : Mark.PASSED;
    }

    private Node add(Node father, byte octet, long nowNanos) {
        Node kid = new Node(father, octet);
        expire(kid, nowNanos + removeNanos);
        father.kids.put(octet, kid);
        return kid;
    }

    /** Of those that are over at the same time, the first to get that time goes first. */
    private void expire(Node node, long atNanos) {
        node.expires = atNanos;
        node.turn = ++turns;
    }

    private void turn(Node node) {
        node.hits[PREVIOUS] = node.hits[CURRENT];
        node.hits[CURRENT] = 0;
        node.addressHits[PREVIOUS] = node.addressHits[CURRENT];
        node.addressHits[CURRENT] = 0;
        node.red &= hot(node.addressHits, density);
    }

    private boolean removeFirstExpired(long nowNanos) {
        Node first =
                all().stream()
                        .filter(node -> node.isAddress || node.kids.isEmpty())
                        .min(
                                Comparator.comparingLong((Node node) -> node.expires - nowNanos)
                                        .thenComparingLong(node -> node.turn))
                        .orElse(null);
        if (first == null || first.expires - nowNanos > 0) {
            return false;
        }
        if (!first.kids.isEmpty()) {
            first.isAddress = false;
            first.addressHits[CURRENT] = 0;
            return true;
        }
        Node father = first.father;
        if (father != null) {
            father.kids.remove(first.octet);
            if (!father.isAddress) {
                expire(father, first.expires + removeNanos);
            }
        }
        return true;
    }

    private static boolean hot(int[] hits, int limit) {
        return hits[PREVIOUS] >= limit
                || hits[CURRENT] >= limit
                || (hits[PREVIOUS] + hits[CURRENT]) / 2 >= limit;
    }

    private List<Node> all() {
        List<Node> all = new ArrayList<>();
        collect(root, all);
        return all;
    }

    private static void collect(Node node, List<Node> into) {
        for (Node kid : node.kids.values()) {
            into.add(kid);
            collect(kid, into);
        }
    }

    private static final class Node {
        final @Nullable Node father;
        final byte octet;
        final Map<Byte, Node> kids = new HashMap<>();
        final int[] hits = new int[2];
        final int[] addressHits = new int[2];
        boolean isAddress;
        boolean red;
        long expires;
        long turn;

        Node(@Nullable Node father, byte octet) {
            this.father = father;
            this.octet = octet;
        }
    }
}
