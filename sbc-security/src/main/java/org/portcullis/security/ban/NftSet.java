package org.portcullis.security.ban;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Keeps sets of nftables as the table of bans is, by running {@code nft}. The kernel ends elements
 * by itself when their time is over, so a box that dies bans nobody for longer. Blocks; one thread
 * at a time.
 */
final class NftSet {
    private static final long PATIENCE_SECONDS = 10;
    private static final int ELEMENTS_A_LINE = 500;
    private static final long SLACK_NANOS = 2_000_000_000;

    private final NftSettings settings;
    private final List<String> command;

    /** What is in the sets, with the end of each; nothing is known of them at first. */
    private final Map<InetAddress, Long> exported = new HashMap<>();

    private boolean known;

    /**
     * @param command how {@code nft} is called
     */
    NftSet(NftSettings settings, List<String> command) {
        this.settings = settings;
        this.command = List.copyOf(command);
    }

    /**
     * Brings the sets up to the bans in force.
     *
     * @throws IOException with what {@code nft} said; the next call begins anew
     */
    void bring(List<Ban> bans, long nowNanos) throws IOException {
        StringBuilder script = new StringBuilder();
        if (!known) {
            exported.clear();
            settings.set().ifPresent(set -> line(script, "flush set ", set, ""));
            settings.set6().ifPresent(set -> line(script, "flush set ", set, ""));
        }
        Map<InetAddress, Long> wanted = wanted(bans, nowNanos);
        Set<InetAddress> gone = new HashSet<>();
        Map<InetAddress, Long> fresh = new HashMap<>();
        exported.forEach(
                (address, end) -> {
                    if (!wanted.containsKey(address)) {
                        gone.add(address);
                    }
                });
        wanted.forEach(
                (address, end) -> {
                    Long before = exported.get(address);
                    if (before == null || Math.abs(end - before) > SLACK_NANOS) {
                        fresh.put(address, end);
                        if (before != null) {
                            gone.add(address);
                        }
                    }
                });
        delete(script, gone);
        add(script, fresh, nowNanos);
        if (!script.isEmpty()) {
            known = false;
            run(script.toString());
        }
        known = true;
        exported.clear();
        exported.putAll(wanted);
    }

    private Map<InetAddress, Long> wanted(List<Ban> bans, long nowNanos) {
        Map<InetAddress, Long> wanted = new HashMap<>();
        for (Ban ban : bans) {
            if (ban.user().isEmpty() && ban.inForce() && set(ban.address()).isPresent()) {
                wanted.put(ban.address(), nowNanos + ban.left().toNanos());
            }
        }
        return wanted;
    }

    /** Adds before it deletes: what the kernel has ended already cannot be deleted. */
    private void delete(StringBuilder script, Set<InetAddress> addresses) {
        Map<InetAddress, String> elements = new HashMap<>();
        addresses.forEach(address -> elements.put(address, address.getHostAddress()));
        lines(script, "add element ", elements);
        lines(script, "delete element ", elements);
    }

    private void add(StringBuilder script, Map<InetAddress, Long> ends, long nowNanos) {
        Map<InetAddress, String> elements = new HashMap<>();
        ends.forEach(
                (address, end) ->
                        elements.put(
                                address,
                                address.getHostAddress()
                                        + " timeout "
                                        + Math.max(1, (end - nowNanos) / 1_000_000)
                                        + "ms"));
        lines(script, "add element ", elements);
    }

    private void lines(StringBuilder script, String verb, Map<InetAddress, String> elements) {
        Map<String, StringBuilder> open = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        elements.forEach(
                (address, element) -> {
                    String set = set(address).orElseThrow();
                    StringBuilder list = open.computeIfAbsent(set, s -> new StringBuilder());
                    list.append(list.isEmpty() ? "" : ", ").append(element);
                    if (counts.merge(set, 1, Integer::sum) % ELEMENTS_A_LINE == 0) {
                        line(script, verb, set, " { " + list + " }");
                        list.setLength(0);
                    }
                });
        open.forEach(
                (set, list) -> {
                    if (!list.isEmpty()) {
                        line(script, verb, set, " { " + list + " }");
                    }
                });
    }

    private void line(StringBuilder script, String verb, String set, String rest) {
        script.append(verb)
                .append(settings.family())
                .append(' ')
                .append(settings.table())
                .append(' ')
                .append(set)
                .append(rest)
                .append('\n');
    }

    private Optional<String> set(InetAddress address) {
        return address instanceof Inet6Address ? settings.set6() : settings.set();
    }

    private void run(String script) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(script.getBytes(UTF_8));
        } catch (IOException e) {
            // It ended before it had read all: what it printed says why.
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("nft: still runs after " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("nft: interrupted", e);
        }
        if (process.exitValue() != 0) {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            throw new IOException("nft: " + said.lines().findFirst().orElse("failed"));
        }
    }
}
