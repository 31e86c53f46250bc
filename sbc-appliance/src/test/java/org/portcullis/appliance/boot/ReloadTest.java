package org.portcullis.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portcullis.appliance.admin.Reloading;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.core.runtime.Counters;

class ReloadTest {
    private final Counters counters = new Counters();
    private final List<String> done = new ArrayList<>();
    private final Configuration first = configuration("log: { level: info }");
    private final Configuration next = configuration("log: { level: warn }");

    @Test
    void shouldTakeAllPartsIntoUseInTheirOrder() {
        Reload reload = reload(new ConfigurationFile.Accepted(next), part("a"), part("b"));
        assertEquals(new Reloading.Done(), result(reload));
        assertEquals(List.of("prepare a", "prepare b", "use a", "use b"), done);
        assertEquals(next, reload.running());
        assertEquals(1, figure("portcullis_reloads_total", "done"));
        assertEquals(1, figure("portcullis_config_last_reload_success", ""));
    }

    @Test
    void shouldTakeNoneWhereOneCannotAndNameEachThatCannot() {
        Reload reload =
                reload(
                        new ConfigurationFile.Accepted(next),
                        part("a"),
                        broken("b: x (expected: y)"),
                        broken("c: x (expected: y)"));
        assertEquals(
                new Reloading.Refused(List.of("b: x (expected: y)", "c: x (expected: y)")),
                result(reload));
        assertEquals(List.of("prepare a"), done);
        assertEquals(first, reload.running());
        assertEquals(1, figure("portcullis_reloads_total", "refused"));
        assertEquals(0, figure("portcullis_config_last_reload_success", ""));
    }

    @Test
    void shouldTellEveryProblemOfTheFile() {
        Reload reload =
                reload(new ConfigurationFile.Refused(List.of("f:1:1: a", "f:2:1: b")), part("a"));
        assertEquals(new Reloading.Refused(List.of("f:1:1: a", "f:2:1: b")), result(reload));
        assertEquals(List.of(), done);
        assertEquals(first, reload.running());
    }

    private Reload reload(ConfigurationFile.Outcome outcome, Reloadable... parts) {
        return new Reload(first, running -> outcome, List.of(parts), Runnable::run, counters);
    }

    private static Reloading.Result result(Reload reload) {
        return reload.reload("test").toCompletableFuture().join();
    }

    private Reloadable part(String name) {
        return its -> {
            done.add("prepare " + name);
            return () -> done.add("use " + name);
        };
    }

    private static Reloadable broken(String why) {
        return its -> {
            throw new IOException(why);
        };
    }

    private static Configuration configuration(String text) {
        return switch (ConfigurationFile.read("test.yaml", text)) {
            case ConfigurationFile.Accepted(Configuration configuration) -> configuration;
            case ConfigurationFile.Refused(List<String> problems) ->
                    throw new AssertionError(problems);
        };
    }

    private long figure(String name, String label) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().toString().contains(label))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }
}
