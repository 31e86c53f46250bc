package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.channel.IoEventLoopGroup;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.MessageReceiver;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.RealmOptions;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.TlsEngines;
import org.portcullis.core.transport.Trust;

/**
 * Transports on real sockets whose time is told by hand: every request is answered with 200 and
 * kept for the test.
 */
final class Box implements AutoCloseable {
    /** Ends a test that would wait for ever. */
    static final int PATIENCE_SECONDS = 30;

    private static final AsciiString TAG = AsciiString.cached("box");

    final Counters counters = new Counters();
    final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    final Realm realm;
    final Transports transports;
    private final AtomicLong nowNanos = new AtomicLong();
    private final IoEventLoopGroup group;
    private final List<SipLoop> loops = new ArrayList<>();

    /** A message as the receiver got it. */
    record Arrival(SipMessage message, Flow flow, long nowNanos, SipLoop loop) {}

    private Box(Plan plan) throws IOException {
        realm = new Realm("outside", plan.listen, plan.trust, plan.options);
        group = plan.engine.newLoops(plan.loops);
        Bugs bugs = new Bugs(counters);
        for (EventExecutor executor : group) {
            loops.add(
                    new SipLoop(
                            loops.size(),
                            (io.netty.channel.EventLoop) executor,
                            new Random(loops.size()),
                            nowNanos::get,
                            bugs,
                            counters));
        }
        transports =
                new Transports(
                        plan.engine,
                        loops,
                        List.of(realm),
                        plan.messageLimits,
                        plan.streamLimits,
                        plan.tls == null ? Map.of() : Map.of("outside", plan.tls),
                        counters);
        try {
            transports.start(plan.filter, this::answering);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** What a box is made of; the defaults suit most tests. */
    static final class Plan {
        private IoEngine engine = IoEngine.NIO;
        private int loops = 1;
        private List<ListenPoint> listen = List.of();
        private Trust trust = Trust.UNTRUSTED;
        private SourceFilter filter = SourceFilter.OPEN;
        private SipLimits messageLimits = SipLimits.DEFAULT;
        private StreamLimits streamLimits = StreamLimits.DEFAULT;
        private @Nullable TlsEngines tls;
        private RealmOptions options = RealmOptions.DEFAULT;

        Plan on(IoEngine engine, int loops) {
            this.engine = engine;
            this.loops = loops;
            return this;
        }

        Plan trust(Trust trust) {
            this.trust = trust;
            return this;
        }

        Plan filter(SourceFilter filter) {
            this.filter = filter;
            return this;
        }

        Plan limits(SipLimits limits) {
            this.messageLimits = limits;
            return this;
        }

        Plan options(RealmOptions options) {
            this.options = options;
            return this;
        }

        Plan tls(TlsEngines tls) {
            this.tls = tls;
            return this;
        }

        Plan limits(StreamLimits limits) {
            this.streamLimits = limits;
            return this;
        }

        Box start() throws IOException {
            return new Box(this);
        }
    }

    static Plan listening(String... points) {
        Plan plan = new Plan();
        plan.listen = List.of(points).stream().map(ListenPoint::parse).toList();
        return plan;
    }

    private MessageReceiver answering(SipLoop loop) {
        MessageWriter writer = new MessageWriter();
        return (message, flow, nowNanos) -> {
            arrivals.add(new Arrival(message, flow, nowNanos, loop));
            if (message instanceof SipRequest request) {
                if (request.requestUri().toString().contains("bug")) {
                    throw new IllegalStateException("a bug, for a test");
                }
                flow.replyFlow(request.topVia())
                        .send(
                                StatelessReply.of(
                                        writer, ReplyHeaders.of(request), 200, TAG, flow.remote()),
                                why -> {});
            }
        };
    }

    /** The bound address of a listen point, by its place in the configuration. */
    InetSocketAddress address(int listenPoint) {
        return transports.listenPoints(realm).get(listenPoint).bind();
    }

    SipLoop loop(int index) {
        return loops.get(index);
    }

    Arrival arrival() throws InterruptedException {
        Arrival arrival = arrivals.poll(PATIENCE_SECONDS, SECONDS);
        assertNotNull(arrival, "nothing arrived");
        return arrival;
    }

    /** Does something on a loop and waits for what comes of it. */
    <T> T on(int loop, Supplier<T> action) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loops.get(loop)
                .executor()
                .execute(
                        () -> {
                            try {
                                done.complete(action.get());
                            } catch (RuntimeException | AssertionError e) {
                                done.completeExceptionally(e);
                            }
                        });
        return done.get(PATIENCE_SECONDS, SECONDS);
    }

    /** Sends a message back over its flow until that breaks, and tells why it did. */
    String flood(Arrival arrival) throws Exception {
        CompletableFuture<String> broken = new CompletableFuture<>();
        on(
                0,
                () -> {
                    arrival.flow().watch(broken::complete);
                    return arrival;
                });
        while (!broken.isDone()) {
            on(
                    0,
                    () -> {
                        arrival.flow().send(arrival.message(), why -> {});
                        return arrival;
                    });
        }
        return broken.get();
    }

    /** Waits until what a loop is doing, and what comes of it on the loop, is done. */
    void settle() throws Exception {
        for (SipLoop loop : loops) {
            on(loop.index(), () -> loop);
            on(loop.index(), () -> loop);
        }
    }

    /** Lets time pass on every loop. */
    void pass(long seconds) throws Exception {
        long now = nowNanos.addAndGet(SECONDS.toNanos(seconds));
        for (SipLoop loop : loops) {
            on(loop.index(), () -> loop.timers().advance(now));
        }
    }

    /** The sum of all counters of that name that have this value in a label, or of all with "". */
    long count(String name, String labelValue) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> labelValue.isEmpty() || sample.labels().contains(labelValue))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }

    @Override
    public void close() {
        transports.close();
        group.shutdownGracefully(0, PATIENCE_SECONDS, SECONDS).syncUninterruptibly();
    }
}
