package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.registration.RegistrationCounters.Result;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.Identifiers;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;

/**
 * The registrations of one loop, by token and by address-of-record. A binding is removed when it is
 * taken back, when its connection ends, and some seconds after it has expired, as the registrar's
 * clock is not ours. Owned by its loop.
 */
public final class Bindings {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int CONNECTION_FACTOR = 4;
    private static final long MOST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final TransactionLayer layer;
    private RegistrationSettings settings;
    private final SourceTally sources;
    private final Whereabouts whereabouts;
    private final RegistrationCounters counters;
    private final FlowPing pings;
    private final Map<AsciiString, Binding> byToken = new HashMap<>();
    private final Map<Aor, List<Binding>> byAor = new HashMap<>();
    // Read by the gauge from other threads; written here alone.
    private volatile int live;

    /** One of a single loop. */
    public Bindings(TransactionLayer layer, RegistrationSettings settings, Counters counters) {
        this(layer, settings, new SourceTally(), new Whereabouts(), counters);
    }

    /**
     * @param sources counts the bindings of all loops by their address
     * @param whereabouts of the users of all loops
     */
    public Bindings(
            TransactionLayer layer,
            RegistrationSettings settings,
            SourceTally sources,
            Whereabouts whereabouts,
            Counters counters) {
        this.layer = layer;
        this.sources = sources;
        this.whereabouts = whereabouts;
        this.settings = settings;
        this.counters = new RegistrationCounters(counters);
        this.pings = new FlowPing(layer);
        counters.gauge(
                "portcullis_registrations",
                "Phones that are registered through the box, each flow of one counted.",
                () -> live,
                "loop",
                Integer.toString(layer.loop().index()));
    }

    /**
     * Goes by other settings from now on. Bindings that stand stay, however many; where phones are
     * to be asked more or less often, the time to the next question begins anew.
     */
    public void use(RegistrationSettings others, long nowNanos) {
        assert layer.loop().inLoop();
        boolean otherPace = others.keepAliveNanos() != settings.keepAliveNanos();
        settings = others;
        if (otherPace) {
            for (Binding binding : byToken.values()) {
                if (binding.ping == null) { // else when its answer is no longer waited for
                    layer.loop().timers().cancel(binding.keepAlive);
                    scheduleKeepAlive(binding, nowNanos);
                }
            }
        }
    }

    /** Bindings that stand. Any thread. */
    public int live() {
        return live;
    }

    public RegistrationCounters counters() {
        return counters;
    }

    /** Whether a request is for a phone that has, or had, or could have had a binding. */
    public static boolean addressed(SipRequest request) {
        return Identifiers.isFlowToken(request.requestUri().user());
    }

    /** The binding of that token. */
    public Optional<Binding> named(AsciiString token) {
        assert layer.loop().inLoop();
        return Optional.ofNullable(byToken.get(token));
    }

    /** The bindings of an address-of-record, in the order in which they were made. */
    public List<Binding> of(Aor aor) {
        return List.copyOf(byAor.getOrDefault(aor, List.of()));
    }

    /** Whether that many more may be made. */
    public boolean hasRoomFor(int more) {
        return byToken.size() + more <= settings.limit();
    }

    /**
     * Makes the binding of {@code token}, or makes it anew in the place of what it was; one that
     * has become out of date on the way stays as it is.
     *
     * @param expiresSeconds as granted, above 0
     * @return the binding that stands now
     */
    public Binding bind(
            Aor aor,
            AsciiString token,
            AsciiString outwardCallId,
            ContactField contact,
            Arrival arrival,
            long expiresSeconds,
            long nowNanos) {
        return bind(
                aor,
                token,
                outwardCallId,
                contact,
                arrival,
                nowNanos + TimeUnit.SECONDS.toNanos(expiresSeconds),
                Result.REGISTERED,
                nowNanos);
    }

    /**
     * Makes a binding that stood before a restart, unless the phone has registered since or there
     * is no room for it.
     *
     * @param flow the way that its REGISTER came by, of a socket of ours
     */
    public void restore(Location location, Flow flow, long untilNanos, long nowNanos) {
        Aor aor = new Aor(new Origin.User(location.user().toString()), location.user());
        boolean known =
                byToken.containsKey(location.id())
                        || of(aor).stream()
                                .anyMatch(its -> its.contact().sameBinding(location.contact()));
        if (!known && hasRoomFor(1) && untilNanos - nowNanos > 0) {
            bind(
                    aor,
                    location.id(),
                    AsciiString.EMPTY_STRING,
                    location.contact(),
                    new Arrival(flow, location.callId(), location.cseq(), location.path()),
                    untilNanos,
                    Result.RESTORED,
                    nowNanos);
        }
    }

    private Binding bind(
            Aor aor,
            AsciiString token,
            AsciiString outwardCallId,
            ContactField contact,
            Arrival arrival,
            long untilNanos,
            Result made,
            long nowNanos) {
        assert layer.loop().inLoop();
        Binding before = byToken.get(token);
        if (before != null && arrival.staleAfter(before.arrival())) {
            return before;
        }
        Binding binding =
                new Binding(this, aor, token, outwardCallId, contact, arrival, untilNanos);
        List<Binding> others = byAor.computeIfAbsent(aor, key -> new ArrayList<>(1));
        if (before == null) {
            others.add(binding);
            counters.count(made);
        } else {
            others.set(others.indexOf(before), binding);
            release(before);
            counters.count(Result.REFRESHED);
        }
        byToken.put(token, binding);
        sources.add(binding.flow().remote().getAddress());
        live = byToken.size();
        whereabouts.bound(binding);
        layer.loop().timers().schedule(binding.expiry, untilNanos + GRACE_NANOS);
        scheduleKeepAlive(binding, nowNanos);
        // Last: a connection that has ended already takes the binding with it.
        binding.flow().watch(binding);
        return binding;
    }

    /** Takes one back, if it still stands. */
    public void remove(Binding binding) {
        remove(binding, Result.REMOVED);
    }

    /** Forgets everything, as at the end. */
    public void clear() {
        List.copyOf(byToken.values()).forEach(this::remove);
    }

    void disconnected(Binding binding) {
        remove(binding, Result.DISCONNECTED);
    }

    void expired(Binding binding) {
        remove(binding, Result.EXPIRED);
    }

    /** Time for a question, or to wait no longer for its answer: one to a dead phone is short. */
    void keepAlive(Binding binding, long nowNanos) {
        if (pings.abandon(binding)) {
            scheduleKeepAlive(binding, nowNanos - patienceNanos());
        } else {
            counters.pinged();
            pings.send(binding, nowNanos);
            layer.loop().timers().schedule(binding.keepAlive, nowNanos + patienceNanos());
        }
    }

    private void remove(Binding binding, Result why) {
        assert layer.loop().inLoop();
        if (!byToken.remove(binding.token(), binding)) {
            return; // told of it before
        }
        List<Binding> others = byAor.get(binding.aor());
        if (others != null && others.remove(binding) && others.isEmpty()) {
            byAor.remove(binding.aor());
        }
        live = byToken.size();
        whereabouts.gone(binding);
        release(binding);
        counters.count(why);
    }

    private void release(Binding binding) {
        sources.remove(binding.flow().remote().getAddress());
        layer.loop().timers().cancel(binding.expiry);
        layer.loop().timers().cancel(binding.keepAlive);
        binding.flow().unwatch(binding);
        pings.abandon(binding);
    }

    private long patienceNanos() {
        return Math.min(MOST_PATIENCE_NANOS, settings.keepAliveNanos() / 2);
    }

    /** Spread over the last quarter of the interval, so that phones are not asked all at once. */
    private void scheduleKeepAlive(Binding binding, long nowNanos) {
        if (settings.keepAliveNanos() == 0 || !binding.needsKeepAlive()) {
            return;
        }
        int factor = binding.flow().protocol().reliable() ? CONNECTION_FACTOR : 1;
        long step = settings.keepAliveNanos() * factor / 256;
        long waitNanos = step * (193 + layer.loop().ids().below(64));
        layer.loop().timers().schedule(binding.keepAlive, nowNanos + waitNanos);
    }
}
