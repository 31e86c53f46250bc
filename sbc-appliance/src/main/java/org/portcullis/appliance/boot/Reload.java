package org.portcullis.appliance.boot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.portcullis.appliance.admin.Reloading;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration anew and takes it into use: either every part of the box has prepared
 * what it needs, and then all take it, or nothing changes. One reload follows another, on the
 * thread of reloads.
 */
final class Reload implements Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Function<Configuration, ConfigurationFile.Outcome> source;
    private final List<Reloadable> parts;
    private final Executor thread;
    private final Counter done;
    private final Counter refused;
    private final AtomicLong lastGood = new AtomicLong(1);
    private final AtomicLong lastSeconds;
    private volatile Configuration running;

    /**
     * @param source reads the file for a box that runs with the configuration it is given
     * @param parts in the order in which they take it into use
     * @param thread one
     */
    Reload(
            Configuration first,
            Function<Configuration, ConfigurationFile.Outcome> source,
            List<Reloadable> parts,
            Executor thread,
            Counters counters) {
        this.running = first;
        this.source = source;
        this.parts = List.copyOf(parts);
        this.thread = thread;
        this.lastSeconds = new AtomicLong(System.currentTimeMillis() / 1_000);
        this.done = reloads(counters, "done");
        this.refused = reloads(counters, "refused");
        counters.gauge(
                "portcullis_config_last_reload_success",
                "1 if the last configuration that was read is in use, 0 if it was refused.",
                lastGood::get);
        counters.gauge(
                "portcullis_config_last_reload_timestamp_seconds",
                "When a configuration was last taken into use, in seconds since 1970.",
                lastSeconds::get);
    }

    private static Counter reloads(Counters counters, String result) {
        return counters.counter(
                "portcullis_reloads_total",
                "Times that the configuration was read anew: taken into use, or refused whole.",
                "result",
                result);
    }

    /** What the box runs with. */
    Configuration running() {
        return running;
    }

    @Override
    public CompletionStage<Result> reload(String by) {
        try {
            return CompletableFuture.supplyAsync(() -> result(by), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedStage(
                    new Refused(List.of("the box is stopping (expected: one that runs)")));
        }
    }

    private Result result(String by) {
        Result result;
        try {
            result =
                    switch (source.apply(running)) {
                        case ConfigurationFile.Accepted(Configuration next) -> take(next);
                        case ConfigurationFile.Refused(List<String> problems) ->
                                new Refused(problems);
                    };
        } catch (RuntimeException e) {
            refused.increment();
            lastGood.set(0);
            throw e;
        }
        switch (result) {
            case Done good -> {
                done.increment();
                lastGood.set(1);
                lastSeconds.set(System.currentTimeMillis() / 1_000);
                LOG.info("configuration reloaded by={}", by);
            }
            case Refused(List<String> problems) -> {
                refused.increment();
                lastGood.set(0);
                LOG.error("configuration kept as it was by={} problems={}", by, problems.size());
                problems.forEach(problem -> LOG.error("configuration wrong where={}", problem));
            }
        }
        return result;
    }

    private Result take(Configuration next) {
        List<Runnable> steps = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Reloadable part : parts) {
            try {
                steps.add(part.prepare(next));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            return new Refused(problems);
        }
        steps.forEach(Runnable::run);
        running = next;
        return new Done();
    }
}
