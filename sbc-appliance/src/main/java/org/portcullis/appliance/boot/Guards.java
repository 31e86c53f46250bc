package org.portcullis.appliance.boot;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.fraud.FraudNotices;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.core.border.Admission;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.security.admission.AdmissionControl;
import org.portcullis.security.admission.GuardedAdmission;
import org.portcullis.security.fraud.FraudControl;
import org.portcullis.security.overload.HeapLevel;
import org.portcullis.security.overload.LoadWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What says yes or no to calls: limits, fraud, overload. Looks at fraud and the heap on a thread of
 * its own, every few seconds.
 */
final class Guards implements Reloadable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
    private static final int FRAUD_SECONDS = 5;
    private static final int HEAP_SECONDS = 1;

    private final Counters counters;
    // Replaced by the thread of reloads; read by every loop.
    private volatile FraudNotices notices;
    private Optional<Hook> told;
    private final FraudControl fraud;
    private final AdmissionControl limits;
    private final HeapLevel heap = HeapLevel.ofJvm();
    private final List<LoadWatch> watches = new ArrayList<>();
    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("guards", true));

    Guards(Configuration configuration, Counters counters) {
        this.counters = counters;
        this.told = configuration.fraud().webhook();
        this.notices = new FraudNotices(told, configuration.node(), counters);
        this.fraud =
                new FraudControl(
                        configuration.fraud().settings(),
                        event -> notices.accept(event),
                        System::nanoTime,
                        InstantSource.system(),
                        counters);
        this.limits =
                new AdmissionControl(configuration.admission(), fraud, counters, System.nanoTime());
        counters.gauge(
                "portcullis_heap_after_collection_percent",
                "How much of the heap was in use after the last collection.",
                heap::percent);
    }

    /** Where the webhook stays, what is under way to it goes on; to another one it is given up. */
    @Override
    public Runnable prepare(Configuration next) {
        return () -> {
            limits.apply(next.admission(), System.nanoTime());
            fraud.apply(next.fraud().settings());
            watches.forEach(watch -> watch.apply(next.overload()));
            if (!next.fraud().webhook().equals(told)) {
                FraudNotices before = notices;
                told = next.fraud().webhook();
                notices = new FraudNotices(told, next.node(), counters);
                before.close();
            }
        };
    }

    /** Who tells of fraud now. */
    FraudNotices notices() {
        return notices;
    }

    /** What is known of sources, and how it is forgotten. */
    FraudControl fraud() {
        return fraud;
    }

    /** What calls are held to, and how many there are. */
    AdmissionControl limits() {
        return limits;
    }

    /**
     * The admission of one loop.
     *
     * @param most transactions that the loop may have
     */
    Admission admission(
            SipLoop loop, TransactionLayer layer, int most, Configuration configuration) {
        LoadWatch watch =
                new LoadWatch(
                        loop,
                        configuration.overload(),
                        heap::percent,
                        () -> (int) (layer.size() * 100L / most),
                        counters);
        watches.add(watch);
        loop.post(watch::start);
        return new GuardedAdmission(limits, watch, loop.ids()::below, counters, loop.nowNanos());
    }

    /** Begins to look. */
    void start() {
        every(FRAUD_SECONDS, fraud::review);
        every(HEAP_SECONDS, heap::sample);
    }

    private void every(int seconds, Runnable look) {
        clockwork.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.error("guards could not look", e); // and do again, the next time
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        notices.close();
    }
}
