package org.portcullis.appliance;

import java.io.IOException;
import java.util.function.Function;
import org.portcullis.appliance.boot.Appliance;
import org.portcullis.appliance.cli.Cli;
import org.portcullis.appliance.cli.ExitCode;
import org.portcullis.appliance.cli.Termination;
import org.portcullis.appliance.cli.Version;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.appliance.demo.Demo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /**
     * @param arguments a verb and what it takes
     */
    public static void main(String[] arguments) {
        Cli cli = new Cli(Main::box, Main::demo);
        System.exit(cli.execute(arguments));
    }

    private static Cli.Box box(
            Configuration first, Function<Configuration, ConfigurationFile.Outcome> source)
            throws IOException {
        Appliance box = Appliance.start(first, source, Version.text());
        return new Cli.Box() {
            @Override
            public void reload(String by) {
                box.reload(by)
                        .whenComplete(
                                (result, failure) -> {
                                    if (failure != null) {
                                        LOG.error("reload failed", failure);
                                    }
                                });
            }

            @Override
            public void close() {
                box.close();
            }
        };
    }

    private static int demo(boolean once) throws IOException {
        try (Demo demo = Demo.start(Version.text())) {
            boolean good = demo.run();
            if (!once) {
                demo.invite();
                Termination.serve(() -> demo::close);
            }
            return good ? ExitCode.OK : ExitCode.FAILURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILURE;
        }
    }
}
