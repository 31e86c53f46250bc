package org.portcullis.routing.register;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Realm;

/**
 * The registrations of the box with its carriers. Owned by one loop, but for {@link #owner}, which
 * any loop may ask.
 */
public final class Lines {
    /** Many lines are registered over so long. */
    private static final long SPREAD_NANOS = 20_000_000;

    private static final String STANDS = "portcullis_line_registered";

    private final SipLoop loop;
    private final LinePort port;
    private final RandomGenerator random;
    private final Counters counters;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    /** Whose line a token names, replaced whole. */
    private volatile Map<AsciiString, Owner> owners = Map.of();

    private record Owner(String realm, Origin trunk) {}

    public Lines(SipLoop loop, LinePort port, RandomGenerator random, Counters counters) {
        this.loop = loop;
        this.port = port;
        this.random = random;
        this.counters = counters;
    }

    /** The trunk whose line a request is for that arrives in {@code realm}. Any loop. */
    Optional<Origin> owner(AsciiString token, Realm realm) {
        Owner owner = owners.get(token);
        return owner != null && owner.realm().equals(realm.name())
                ? Optional.of(owner.trunk())
                : Optional.empty();
    }

    /**
     * Registers these from now on. A line that stays as it was keeps its state; one that does not
     * is taken back.
     *
     * @param settings of which no two are of one trunk
     */
    public void use(List<LineSettings> settings, long nowNanos) {
        assert loop.inLoop();
        Map<String, LineSettings> next = new HashMap<>();
        settings.forEach(each -> next.put(each.trunk().name(), each));
        for (Line line : List.copyOf(lines.values())) {
            String name = line.settings().trunk().name();
            if (!line.settings().equals(next.get(name))) {
                lines.remove(name);
                counters.removeGauge(STANDS, "peer", name);
                line.end(() -> {}, nowNanos);
            }
        }
        List<Line> made = new ArrayList<>();
        for (LineSettings each : settings) {
            lines.computeIfAbsent(
                    each.trunk().name(),
                    name -> {
                        Line line = line(each);
                        made.add(line);
                        return line;
                    });
        }
        publish();
        made.forEach(line -> line.start(SPREAD_NANOS * made.size(), nowNanos));
    }

    private Line line(LineSettings settings) {
        String trunk = settings.trunk().name();
        Line line =
                new Line(
                        settings,
                        new Line.Identity(
                                loop.ids().callId(), loop.ids().callId(), loop.ids().tag()),
                        port,
                        loop.timers(),
                        random,
                        new LineCounters(trunk, counters));
        counters.gauge(
                STANDS,
                "1 if the box is registered with the carrier, else 0.",
                () -> line.registered() ? 1 : 0,
                "peer",
                trunk);
        return line;
    }

    private void publish() {
        Map<AsciiString, Owner> next = new HashMap<>();
        lines.values()
                .forEach(
                        line ->
                                next.put(
                                        line.token(),
                                        new Owner(
                                                line.settings().realm().name(),
                                                line.settings().trunk())));
        owners = Map.copyOf(next);
    }

    /** How the lines stand, in the order of the configuration. */
    public List<LineView> views(long nowNanos) {
        assert loop.inLoop();
        return lines.values().stream().map(line -> line.view(nowNanos)).toList();
    }

    /** Takes every registration back, and runs {@code then} when that is done, perhaps at once. */
    public void end(Runnable then, long nowNanos) {
        assert loop.inLoop();
        int[] left = {lines.size() + 1};
        Runnable one =
                () -> {
                    if (--left[0] == 0) {
                        then.run();
                    }
                };
        lines.values().forEach(line -> line.end(one, nowNanos));
        one.run();
    }
}
