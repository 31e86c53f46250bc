package org.portcullis.core.transport;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;

/** Every listener, socket and connection of the box. */
public final class Transports implements AutoCloseable {

    /**
     * @param loops all of one engine's group, in order of index
     */
    public Transports(
            IoEngine engine,
            List<SipLoop> loops,
            List<Realm> realms,
            SipLimits messageLimits,
            StreamLimits streamLimits,
            Counters counters) {}

    /**
     * Binds every listen point of every realm, or none.
     *
     * @param receivers what takes the messages that a loop reads; asked once for each loop
     * @throws IOException naming the address that could not be bound and why
     */
    public void start(SourceFilter filter, Function<SipLoop, MessageReceiver> receivers)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The listen points of a realm as they are bound, in the order of its configuration. */
    public List<ListenPoint> listenPoints(Realm realm) {
        throw new UnsupportedOperationException();
    }

    /**
     * The way from {@code realm} to {@code target} for requests: the loop's own UDP socket whose address family fits, or
     * the loop's connection to it, which is made if there is none.
     *
     * <p>Called on {@code loop}. A target that cannot be reached from the realm gives a flow on which every send fails.
     */
    public Flow flowTo(SipLoop loop, Realm realm, Target target) {
        throw new UnsupportedOperationException();
    }

    /** Returns when every socket is closed. Not for a loop's own thread. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
