package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.resolve.NextHop;

/**
 * Kamailio's {@code dispatcher.list}: a destination a line, {@code SET URI [FLAGS [PRIORITY
 * [ATTRIBUTES]]]}, {@code #} before comments. Immutable.
 *
 * <p>Of the flags, 1 is inactive, 2 trying, 4 disabled, 32 never probed; 8 and 16 have no meaning
 * here. Of the attributes, {@code duid}, {@code weight}, {@code rweight}, {@code maxload} and
 * {@code ping_from} count; {@code socket} and {@code sockname} do not, for the realm says where
 * requests leave, and others are the script's. {@code obproxy} is refused.
 *
 * @param sets of each number, the destinations in the order in which Kamailio has them: the highest
 *     priority first, those of the same from the last line to the first
 * @param problems one for each bad line, {@code file:line: what is wrong (expected: ...)}; the last
 *     sums up those beyond {@value #MOST_PROBLEMS}
 */
public record DispatcherList(Map<Integer, List<Entry>> sets, List<String> problems) {
    private static final int MOST_PROBLEMS = 100;
    private static final int MOST_DIGITS = 9;
    private static final int INACTIVE = 1;
    private static final int TRYING = 2;
    private static final int DISABLED = 4;
    private static final int NO_PING = 32;
    private static final int MOST_SHARE = 100;

    public DispatcherList {
        sets = Map.copyOf(sets);
        problems = List.copyOf(problems);
    }

    /**
     * A line.
     *
     * @param pingFrom the From of its probes
     * @param pinged whether it is probed
     */
    public record Entry(Member member, Optional<SipUri> pingFrom, boolean pinged) {}

    /**
     * Reads {@code path}; a file that cannot be read is a problem too. Blocks.
     *
     * @param hops reads a URI, or throws IllegalArgumentException as {@link NextHop#parse} does
     */
    public static DispatcherList read(Path path, Function<String, NextHop> hops) {
        Map<Integer, List<Entry>> sets = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int bad = 0;
        // Latin-1 maps every byte, so a comment in any encoding is harmless.
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] fields = fields(line);
                if (fields.length == 0) {
                    continue;
                }
                try {
                    int set = number("set", fields[0], Integer.MAX_VALUE);
                    Entry entry = entry(fields, hops);
                    requireNew(set, entry.member, seen);
                    // Kamailio sorts them in before those of the same priority.
                    List<Entry> others = sets.computeIfAbsent(set, key -> new ArrayList<>());
                    int at = 0;
                    while (at < others.size()
                            && others.get(at).member.priority() > entry.member.priority()) {
                        at++;
                    }
                    others.add(at, entry);
                } catch (IllegalArgumentException e) {
                    if (++bad <= MOST_PROBLEMS) {
                        problems.add(path + ":" + number + ": " + e.getMessage());
                    }
                }
            }
        } catch (IOException e) {
            problems.add(path + ": cannot be read: " + e + " (expected: a readable file)");
        }
        if (bad > MOST_PROBLEMS) {
            problems.add(path + ": " + (bad - MOST_PROBLEMS) + " more bad lines");
        }
        return new DispatcherList(sets, problems);
    }

    private static String[] fields(String line) {
        int hash = line.indexOf('#');
        String text = (hash < 0 ? line : line.substring(0, hash)).strip();
        return text.isEmpty() ? new String[0] : text.split("[ \t]+");
    }

    private static void requireNew(int set, Member member, Set<String> seen) {
        String uri = member.hop().uri().toString();
        if (!seen.add(set + " " + uri)) {
            throw new IllegalArgumentException(
                    uri + ": a line above has it in set " + set + " (expected: each once)");
        }
        member.duid()
                .filter(duid -> !seen.add(set + " duid " + duid))
                .ifPresent(
                        duid -> {
                            throw new IllegalArgumentException(
                                    "duid: "
                                            + duid
                                            + ": a line above has it in set "
                                            + set
                                            + " (expected: each once)");
                        });
    }

    private static Entry entry(String[] fields, Function<String, NextHop> hops) {
        if (fields.length < 2 || fields.length > 5) {
            throw new IllegalArgumentException(
                    String.join(" ", fields)
                            + " (expected: SET URI [FLAGS [PRIORITY [ATTRIBUTES]]])");
        }
        NextHop hop = hops.apply(isUri(fields[1]) ? fields[1] : "sip:" + fields[1]);
        int flags = fields.length > 2 ? number("flags", fields[2], 63) : 0;
        int priority = fields.length > 3 ? number("priority", fields[3], Integer.MAX_VALUE) : 0;
        Attributes attributes = Attributes.parse(fields.length > 4 ? fields[4] : "");
        return new Entry(
                new Member(
                        hop,
                        attributes.duid,
                        attributes.weight,
                        attributes.rweight,
                        priority,
                        attributes.maxLoad,
                        state(flags),
                        Optional.empty()),
                attributes.pingFrom,
                (flags & NO_PING) == 0);
    }

    private static boolean isUri(String text) {
        return text.startsWith("sip:") || text.startsWith("sips:");
    }

    private static DestinationState state(int flags) {
        if ((flags & DISABLED) != 0) {
            return DestinationState.DISABLED;
        }
        if ((flags & INACTIVE) != 0) {
            return DestinationState.INACTIVE;
        }
        return (flags & TRYING) != 0 ? DestinationState.TRYING : DestinationState.ACTIVE;
    }

    private static int number(String name, String text, int most) {
        boolean digits = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    name + ": " + text + " (expected: a number from 0 to " + most + ")");
        }
        return Integer.parseInt(text);
    }

    /** What stands in the last field. */
    private static final class Attributes {
        private Optional<String> duid = Optional.empty();
        private int weight;
        private int rweight;
        private int maxLoad;
        private Optional<SipUri> pingFrom = Optional.empty();

        static Attributes parse(String text) {
            Attributes attributes = new Attributes();
            for (String each : text.split(";", -1)) {
                int equals = each.indexOf('=');
                if (equals < 0 && !each.isEmpty()) {
                    throw new IllegalArgumentException(
                            "attributes: " + each + " (expected: NAME=VALUE;NAME=VALUE)");
                }
                if (equals >= 0) {
                    attributes.take(each.substring(0, equals), each.substring(equals + 1));
                }
            }
            return attributes;
        }

        private void take(String name, String value) {
            switch (name) {
                case "duid" -> duid = Optional.of(value);
                case "weight" -> weight = share(name, value);
                case "rweight" -> rweight = share(name, value);
                case "maxload" -> maxLoad = number(name, value, Integer.MAX_VALUE);
                case "ping_from" -> pingFrom = Optional.of(uri(value));
                case "obproxy" ->
                        throw new IllegalArgumentException(
                                "obproxy: " + value + " (expected: none; requests go to the URI)");
                default -> {
                    // The script's own, or what the realm says here.
                }
            }
        }

        private static int share(String name, String value) {
            int share = number(name, value, MOST_SHARE);
            if (share == 0) {
                throw new IllegalArgumentException(name + ": 0 (expected: 1-100)");
            }
            return share;
        }

        private static SipUri uri(String value) {
            if (Uri.parse(new AsciiString(value)).orElse(null) instanceof SipUri uri) {
                return uri;
            }
            throw new IllegalArgumentException("ping_from: " + value + " (expected: a SIP URI)");
        }
    }
}
