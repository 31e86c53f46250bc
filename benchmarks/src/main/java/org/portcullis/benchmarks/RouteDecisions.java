package org.portcullis.benchmarks;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.openjdk.jmh.annotations.Warmup;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.codec.SipParser;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.number.NumberChange;
import org.portcullis.routing.number.NumberPattern;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.route.RouteChange;
import org.portcullis.routing.route.RouteMatch;
import org.portcullis.routing.route.Routes;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.routing.trunk.TrunkMatch;

/**
 * What it costs to look at some routes by their called numbers, the last of which matches, rewrites
 * the number and sends the call to a trunk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteDecisions {
    private static final String INVITE =
            """
            INVITE sip:+49301234567@192.0.2.1 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
            From: <sip:+49309876543@198.51.100.1>;tag=1
            To: <sip:+49301234567@192.0.2.1>
            Call-ID: 1@198.51.100.1
            CSeq: 1 INVITE

            """;

    private static final Realm OUTSIDE =
            new Realm("outside", List.of(ListenPoint.parse("udp:192.0.2.1:5060")), Trust.UNTRUSTED);

    @Param({"1", "100"})
    private int routes;

    private final Origin carrier = new Origin.Trunk("carrier");
    private final SipRequest invite = parsed();
    private Routes table = routes(List.of());

    @Setup
    public void fill() {
        List<Route> list = new ArrayList<>();
        for (int i = 1; i < routes; i++) {
            list.add(route("other-" + i, "+4930123456" + i % 7 + "X!"));
        }
        list.add(route("it", "+4930!"));
        table = routes(list);
    }

    @Benchmark
    public RouteDecision decide() {
        return table.route(invite, carrier, OUTSIDE);
    }

    private Route route(String name, String called) {
        NumberChange national =
                new NumberChange(
                        Optional.of(NumberPattern.parse("+49!")),
                        3,
                        0,
                        AsciiString.of("0"),
                        AsciiString.EMPTY_STRING);
        RouteMatch when =
                new RouteMatch(
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        List.of(NumberPattern.parse(called)),
                        List.of(),
                        List.of(),
                        Optional.empty());
        return new Route(
                name,
                when,
                new RouteChange(List.of(national), List.of(), HeaderRules.NONE),
                new Route.Send(carrier));
    }

    private static Routes routes(List<Route> list) {
        return new Routes(
                List.of(
                        new Trunk(
                                "carrier",
                                OUTSIDE,
                                TrunkMatch.of(source -> true),
                                NextHop.parse("sip:198.51.100.1"))),
                List.of(),
                list,
                Map.of(),
                () -> 0,
                new Counters());
    }

    private static SipRequest parsed() {
        byte[] bytes = INVITE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        return switch (new SipParser(SipLimits.DEFAULT).parse(bytes, bytes.length, false)) {
            case ParseResult.Parsed(SipRequest request) -> request;
            case ParseResult other -> throw new IllegalStateException(other.toString());
        };
    }
}
