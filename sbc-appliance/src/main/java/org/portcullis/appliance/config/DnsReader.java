package org.portcullis.appliance.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.portcullis.routing.resolve.ResolverSettings;

/** Reads {@code dns}. */
final class DnsReader {
    private static final int PORT = 53;
    private static final Scalar<InetSocketAddress> SERVER =
            Types.scalar(
                    "ADDRESS or ADDRESS:PORT, such as 192.0.2.53 or [2001:db8::53]:53",
                    "192.0.2.53",
                    Scalar.Json.Text.ANY,
                    text ->
                            Types.address(text)
                                    .map(address -> new InetSocketAddress(address, PORT))
                                    .or(() -> Types.endpoint(text))
                                    .filter(server -> server.getPort() > 0));

    private DnsReader() {}

    static ResolverSettings read(Section s) {
        Optional<List<InetSocketAddress>> servers =
                s.optional(
                        "servers",
                        new Items<>(SERVER, 1),
                        "The name servers that are asked, the one that answered last first. They"
                                + " must follow a question to its end for us. Those of"
                                + " /etc/resolv.conf by default.");
        return new ResolverSettings(
                servers.orElse(List.of()),
                s.value(
                        "timeout",
                        Types.duration("50ms", "30s"),
                        "1500ms",
                        "How long a server may take before another is asked."),
                s.value(
                        "attempts",
                        Types.integer(1, 10),
                        "2",
                        "How often each server is asked before a question has failed."),
                s.value(
                        "cache",
                        Types.integer(100, 1_000_000),
                        "10000",
                        "Most answers that are kept; the ones longest unused go first."),
                s.value(
                        "min-ttl",
                        Types.duration("1s", "1h"),
                        "1s",
                        "Least time that an answer is kept, whatever it says itself."),
                s.value(
                        "max-ttl",
                        Types.duration("1s", "30d"),
                        "1d",
                        "Most time that an answer is kept."),
                s.value(
                        "negative-ttl",
                        Types.duration("1s", "1d"),
                        "5m",
                        "Most time that the absence of a name or a record is kept."),
                s.value(
                        "stale",
                        Types.duration("0s", "30d"),
                        "1d",
                        "How long an answer is used beyond its time while no server answers."),
                s.value(
                        "pending",
                        Types.integer(1, 1_000_000),
                        "2000",
                        "Most requests that wait for DNS at a time; more fail over or get 503."));
    }
}
