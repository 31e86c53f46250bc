package org.portcullis.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.dispatch.Algorithm;
import org.portcullis.routing.dispatch.DispatcherSet;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.resolve.NextHop;

/** What a call pays for its destination: a plan and its first pick, by one loop and by two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DispatcherPick {
    private static final int PERCENT = 100;

    @Param({
        "HASH_CALL_ID",
        "ROUND_ROBIN",
        "WEIGHT",
        "CALL_LOAD",
        "RELATIVE_WEIGHT",
        "LATENCY",
        "RENDEZVOUS"
    })
    private Algorithm algorithm = Algorithm.ROUND_ROBIN;

    @Param({"4", "100"})
    private int size;

    private DispatcherSet set = set(Algorithm.ROUND_ROBIN, 1);
    private SipRequest request = invite();

    @Setup
    public void prepare() {
        set = set(algorithm, size);
        request = invite();
    }

    @Benchmark
    @Threads(1)
    public List<Hop> byOneLoop() {
        return pick();
    }

    @Benchmark
    @Threads(2)
    public List<Hop> byTwoLoops() {
        return pick();
    }

    private List<Hop> pick() {
        RoutePlan plan = set.plan(request, false);
        List<Hop> first = plan.first();
        plan.end();
        return first;
    }

    private static DispatcherSet set(Algorithm algorithm, int size) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(
                    new Member(
                            NextHop.parse("sip:10.0." + i / 250 + "." + (i % 250 + 1)),
                            Optional.empty(),
                            Math.max(1, PERCENT / size),
                            1 + i % 7,
                            0,
                            0,
                            DestinationState.ACTIVE,
                            Optional.empty()));
        }
        Realm realm =
                new Realm("inside", List.of(ListenPoint.parse("udp:10.0.0.1:5060")), Trust.TRUSTED);
        return new DispatcherSet(
                new DispatcherSettings("pbx", realm, algorithm, Optional.empty(), members),
                System::nanoTime,
                new Counters());
    }

    private static SipRequest invite() {
        String text =
                String.join(
                        "\r\n",
                        "INVITE sip:100@192.0.2.1 SIP/2.0",
                        "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1",
                        "From: <sip:alice@198.51.100.1>;tag=1",
                        "To: <sip:100@192.0.2.1>",
                        "Call-ID: a84b4c76e66710@198.51.100.1",
                        "CSeq: 1 INVITE",
                        "Max-Forwards: 70",
                        "",
                        "");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ParseResult result = new SipParser(SipLimits.DEFAULT).parse(bytes, bytes.length, false);
        if (result instanceof ParseResult.Parsed(SipRequest parsed)) {
            return parsed;
        }
        throw new IllegalStateException(result.toString());
    }
}
