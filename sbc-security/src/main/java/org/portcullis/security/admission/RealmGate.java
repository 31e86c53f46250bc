package org.portcullis.security.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.runtime.Counters;

/** What is counted in one realm. Any thread. */
final class RealmGate {
    private final Map<Direction, Meter> calls = new EnumMap<>(Direction.class);
    private final Map<Direction, MeterTable> sources = new EnumMap<>(Direction.class);
    private final Map<Direction, MeterTable> users = new EnumMap<>(Direction.class);
    private final Map<Direction, Refusals> sourcesFull = new EnumMap<>(Direction.class);
    private final Map<Direction, Refusals> usersFull = new EnumMap<>(Direction.class);
    private final Refusals tooManyRegistrations;
    private volatile Registrations registrations;

    private record Registrations(int perSecond, RateLimiter rate) {
        static Registrations of(int perSecond, long nowNanos) {
            return new Registrations(perSecond, new RateLimiter(perSecond, perSecond, nowNanos));
        }
    }

    RealmGate(String name, RealmLimits limits, Counters counters, long nowNanos) {
        for (Direction way : Direction.values()) {
            calls.put(
                    way,
                    Gauges.metered(
                            Scope.REALM, name, way, way.of(limits.calls()), counters, nowNanos));
            sources.put(
                    way,
                    table(
                            Scope.SOURCE,
                            name,
                            way,
                            way.of(limits.eachSource()),
                            counters,
                            nowNanos));
            users.put(
                    way,
                    table(Scope.USER, name, way, way.of(limits.eachUser()), counters, nowNanos));
            sourcesFull.put(
                    way,
                    RefusalPair.refusals(Scope.SOURCE, name, way, "table", counters, nowNanos));
            usersFull.put(
                    way, RefusalPair.refusals(Scope.USER, name, way, "table", counters, nowNanos));
        }
        this.registrations = Registrations.of(limits.registrations(), nowNanos);
        this.tooManyRegistrations =
                RefusalPair.refusals(
                        Scope.REALM, name, Direction.IN, "registrations", counters, nowNanos);
    }

    void apply(RealmLimits limits, long nowNanos) {
        for (Direction way : Direction.values()) {
            calls(way).apply(way.of(limits.calls()), nowNanos);
            of(sources, way).apply(way.of(limits.eachSource()), nowNanos);
            of(users, way).apply(way.of(limits.eachUser()), nowNanos);
        }
        if (registrations.perSecond != limits.registrations()) {
            registrations = Registrations.of(limits.registrations(), nowNanos);
        }
    }

    Meter calls(Direction way) {
        return of(calls, way);
    }

    /** Whether users are told apart at all. */
    boolean limitsUsers(Direction way) {
        return of(users, way).limited();
    }

    void seatUser(Seats seats, Direction way, String user, long nowNanos) {
        seats.at(of(users, way), user, of(usersFull, way), nowNanos);
    }

    boolean limitsSources(Direction way) {
        return of(sources, way).limited();
    }

    void seatSource(Seats seats, Direction way, Object source, long nowNanos) {
        seats.at(of(sources, way), source, of(sourcesFull, way), nowNanos);
    }

    boolean mayRegister(long nowNanos) {
        return registrations.rate.tryAcquire(nowNanos);
    }

    Refusals tooManyRegistrations() {
        return tooManyRegistrations;
    }

    private static MeterTable table(
            Scope scope,
            String realm,
            Direction way,
            CallLimits limits,
            Counters counters,
            long nowNanos) {
        RefusalPair refusals = RefusalPair.of(scope, realm, way, counters, nowNanos);
        MeterTable table = new MeterTable(limits, MeterTable.MOST, refusals);
        Gauges.remembered(scope, realm, way, table, counters);
        return table;
    }

    private static <T> T of(Map<Direction, T> map, Direction way) {
        return Objects.requireNonNull(map.get(way));
    }
}
