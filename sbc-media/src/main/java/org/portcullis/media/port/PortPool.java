package org.portcullis.media.port;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of one realm, shared by all loops.
 *
 * <p>They wait in a queue, shuffled at the start: the one that has rested longest is taken first,
 * so that late packets of an ended call meet a closed port, and none can be guessed from another.
 * Any thread.
 */
public final class PortPool {
    private static final Logger LOG = LoggerFactory.getLogger(PortPool.class);

    /** Ports of other programs that are passed over before the range counts as exhausted. */
    private static final int MAX_TRIES = 64;

    private final String name;
    private final MediaRealm realm;
    private final Queue<Integer> free;
    private final AtomicInteger inUse = new AtomicInteger();
    private final Counter taken;
    private final Counter exhausted;
    private volatile boolean alarmed;

    public PortPool(String name, MediaRealm realm, RandomGenerator random, Counters counters) {
        this.name = name;
        this.realm = realm;
        List<Integer> pairs = new ArrayList<>();
        for (int pair = 0; pair < realm.pairs(); pair++) {
            pairs.add(pair);
        }
        Collections.shuffle(pairs, random);
        this.free = new ConcurrentLinkedQueue<>(pairs);
        this.taken =
                counters.counter(
                        "portcullis_media_ports_taken_total",
                        "Pairs of media ports passed over because another program has one of them.",
                        "realm",
                        name);
        this.exhausted =
                counters.counter(
                        "portcullis_media_ports_exhausted_total",
                        "Streams refused because the realm had no media port left.",
                        "realm",
                        name);
        counters.gauge(
                "portcullis_media_ports_in_use",
                "Media ports that streams hold.",
                () -> 2L * inUse.get(),
                "realm",
                name);
        counters.gauge(
                "portcullis_media_ports_free",
                "Media ports that are left.",
                () -> 2L * (realm.pairs() - inUse.get()),
                "realm",
                name);
    }

    public String name() {
        return name;
    }

    public MediaRealm realm() {
        return realm;
    }

    /**
     * Opens the next pair of ports on a loop; empty if none is left, which is counted and logged.
     */
    public Optional<PortPair> take(MediaSockets sockets, PacketHandler rtp, PacketHandler rtcp) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Integer number = free.poll();
            if (number == null) {
                break;
            }
            Optional<PortPair> pair = open(number, sockets, rtp, rtcp);
            if (pair.isPresent()) {
                inUse.incrementAndGet();
                alarmed = false;
                return pair;
            }
            free.add(number);
            taken.increment();
        }
        exhausted.increment();
        if (!alarmed) {
            alarmed = true; // once until it is over: a full range refuses every call
            LOG.warn(
                    "no media port left realm={} ports={}-{} in-use={}",
                    name,
                    realm.firstPort(),
                    realm.lastPort(),
                    2 * inUse.get());
        }
        return Optional.empty();
    }

    void give(int number) {
        inUse.decrementAndGet();
        free.add(number);
    }

    private Optional<PortPair> open(
            int number, MediaSockets sockets, PacketHandler rtp, PacketHandler rtcp) {
        int port = realm.port(number);
        Optional<MediaSocket> even = sockets.open(local(port), rtp);
        if (even.isEmpty()) {
            return Optional.empty();
        }
        Optional<MediaSocket> odd = sockets.open(local(port + 1), rtcp);
        if (odd.isEmpty()) {
            even.get().close();
            return Optional.empty();
        }
        return Optional.of(new PortPair(this, number, even.get(), odd.get()));
    }

    private InetSocketAddress local(int port) {
        return new InetSocketAddress(realm.address(), port);
    }
}
