package org.portcullis.routing.resolve;

import io.netty.util.NetUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Name servers that answer from lines of text, at once or when told to. */
final class Zone implements DnsQueries {
    final List<String> asked = new ArrayList<>();
    final Set<String> broken = new HashSet<>();
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private List<String> lines;
    private boolean holding;
    private boolean down;
    private long negativeTtl = 30;

    Zone(String... lines) {
        this.lines = List.of(lines);
    }

    void serve(String... others) {
        lines = List.of(others);
    }

    void down(boolean its) {
        down = its;
    }

    void hold() {
        holding = true;
    }

    void negativeTtl(long seconds) {
        negativeTtl = seconds;
    }

    /** Answers what waits, and what is asked from now on. */
    void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    @Override
    public void ask(Question question, Consumer<DnsAnswer> answer) {
        asked.add(question.toString());
        if (holding) {
            held.add(() -> answer.accept(answer(question)));
        } else {
            answer.accept(answer(question));
        }
    }

    private DnsAnswer answer(Question question) {
        if (down || broken.contains(question.name())) {
            return new DnsAnswer.Failed("SERVFAIL");
        }
        List<ResourceRecord> records = new ArrayList<>();
        long ttl = Integer.MAX_VALUE;
        for (String line : lines) {
            String[] f = line.split(" ");
            if (!f[0].equals(question.name())) {
                continue;
            }
            if (f[2].equals("CNAME")) {
                return new DnsAnswer.Alias(f[3], Long.parseLong(f[1]));
            }
            if (f[2].equals(question.type().name())) {
                records.add(record(f));
                ttl = Math.min(ttl, Long.parseLong(f[1]));
            }
        }
        return records.isEmpty()
                ? new DnsAnswer.Absent(negativeTtl)
                : new DnsAnswer.Found(records, ttl);
    }

    private static ResourceRecord record(String[] f) {
        return switch (f[2]) {
            case "A", "AAAA" ->
                    new ResourceRecord.Address(NetUtil.createInetAddressFromIpAddressString(f[3]));
            case "SRV" ->
                    new ResourceRecord.Service(
                            Integer.parseInt(f[3]),
                            Integer.parseInt(f[4]),
                            Integer.parseInt(f[5]),
                            f[6].equals(".") ? "" : f[6]);
            case "NAPTR" ->
                    new ResourceRecord.Pointer(
                            Integer.parseInt(f[3]), Integer.parseInt(f[4]), f[5], f[6], f[7]);
            default -> throw new IllegalArgumentException(f[2]);
        };
    }
}
