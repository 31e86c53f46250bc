package org.portcullis.core.transport.socket;

import java.util.stream.Stream;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.MessageReceiver;
import org.portcullis.core.transport.SourceFilter;

/**
 * The way in from the bytes of a datagram or a frame to a receiver, without a socket: filter-less,
 * but with parser and sanity as a listener has them.
 */
public final class TestInbound {
    private final Inbound inbound;
    private final TestFlow flow;
    private final TestLoop time;

    /**
     * The way in of what {@code flow}'s peer sends.
     *
     * @param others whose listen points are the box's own too
     */
    public TestInbound(TestLoop time, TestFlow flow, MessageReceiver receiver, TestFlow... others) {
        this.time = time;
        this.flow = flow;
        OwnNames own = new OwnNames();
        own.know(
                Stream.concat(Stream.of(flow), Stream.of(others))
                        .map(TestFlow::listenPoint)
                        .toList());
        this.inbound =
                new Inbound(
                        time.loop(),
                        flow.realm(),
                        SourceFilter.OPEN,
                        SipLimits.DEFAULT,
                        own,
                        receiver,
                        new TransportCounters(time.counters(), flow.realm(), flow.protocol()));
    }

    /** Takes one datagram, or with {@code stream} one frame. */
    public void receive(byte[] bytes, boolean stream) {
        inbound.received(bytes, stream, flow, time.nowNanos());
    }
}
