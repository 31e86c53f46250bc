package org.portcullis.media.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.port.MediaSockets;
import org.portcullis.media.port.PortPool;

/**
 * The relay in this process: media of a call passes through ports of ours on the loop that owns the
 * call. Any thread.
 */
public final class RelayEngine implements MediaEngine {
    private final Function<SipLoop, MediaSockets> opener;
    private final RandomGenerator random;
    private final SdpLimits limits;
    private final RelayCounters counters;
    private final Map<String, PortPool> pools = new HashMap<>();
    // By the loop's index; each loop fills and reads its own.
    private final @Nullable MediaSockets[] sockets =
            new @Nullable MediaSockets[Identifiers.MAX_LOOPS];
    private final AtomicInteger sessions = new AtomicInteger();

    /**
     * @param engine what the loops run on
     * @param realms where media lives, by the realm's name
     * @param random for ports and session ids; drawn from by every loop
     */
    public RelayEngine(
            IoEngine engine,
            Map<String, MediaRealm> realms,
            SdpLimits limits,
            RandomGenerator random,
            Counters counters) {
        this(loop -> MediaSockets.of(engine, loop), realms, limits, random, counters);
        MediaSockets.prepare(engine);
    }

    /**
     * The relay over sockets of any kind.
     *
     * @param opener gives a loop its sockets; called once on each
     */
    public RelayEngine(
            Function<SipLoop, MediaSockets> opener,
            Map<String, MediaRealm> realms,
            SdpLimits limits,
            RandomGenerator random,
            Counters counters) {
        this.opener = opener;
        this.random = random;
        this.limits = limits;
        this.counters = new RelayCounters(counters);
        realms.forEach(
                (name, realm) -> pools.put(name, new PortPool(name, realm, random, counters)));
        counters.gauge("portcullis_media_sessions", "Sessions that hold media.", sessions::get);
    }

    @Override
    public MediaSession open(String callId, SipLoop loop, Map<Side, SessionIdentity> known) {
        sessions.incrementAndGet();
        return new RelaySession(this, loop, known);
    }

    void closed() {
        sessions.decrementAndGet();
    }

    /** The sockets of {@code loop}, on that loop. */
    MediaSockets sockets(SipLoop loop) {
        assert loop.inLoop();
        MediaSockets its = sockets[loop.index()];
        if (its == null) {
            its = opener.apply(loop);
            sockets[loop.index()] = its;
        }
        return its;
    }

    Optional<PortPool> pool(String realm) {
        return Optional.ofNullable(pools.get(realm));
    }

    RelayCounters counters() {
        return counters;
    }

    RandomGenerator random() {
        return random;
    }

    SdpLimits limits() {
        return limits;
    }
}
