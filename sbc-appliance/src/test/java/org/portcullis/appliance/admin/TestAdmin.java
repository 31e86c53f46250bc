package org.portcullis.appliance.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.portcullis.core.runtime.Counters;

/** Admin servers for tests, on any port of loopback, with a token that tests know. */
public final class TestAdmin {
    public static final Token TOKEN = new Token("a-token-for-the-tests");

    private TestAdmin() {}

    /** One with nothing but calls. */
    public static AdminServer server(LiveCalls calls) {
        return server(
                AdminLimits.DEFAULT, settings(), Optional::empty, calls, List.of(), new Counters());
    }

    /** One with other parts too. */
    public static AdminServer server(LiveCalls calls, List<Resource> parts) {
        return server(
                AdminLimits.DEFAULT, settings(), Optional::empty, calls, parts, new Counters());
    }

    static AdminServer server(
            AdminLimits limits,
            AdminSettings settings,
            Health health,
            LiveCalls calls,
            List<Resource> parts,
            Counters counters) {
        return new AdminServer(
                limits,
                settings,
                TOKEN,
                new Identity("edge-1", "1.2", 5),
                health,
                calls,
                parts,
                new Random(1),
                counters);
    }

    static AdminSettings settings() {
        return AdminSettings.at(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    /** Calls that are asked for anew each time, of which one, {@code a}, can be hung up. */
    public static LiveCalls calls(IntFunction<CompletionStage<LiveCalls.Newest>> newest) {
        return new LiveCalls() {
            @Override
            public CompletionStage<Newest> newest(int most) {
                return newest.apply(most);
            }

            @Override
            public CompletionStage<Boolean> hangUp(String id) {
                return CompletableFuture.completedStage(id.equals("a"));
            }
        };
    }
}
