package org.portcullis.appliance;

import java.io.IOException;
import org.portcullis.appliance.boot.Appliance;
import org.portcullis.appliance.cli.Cli;
import org.portcullis.appliance.cli.ExitCode;
import org.portcullis.appliance.cli.Termination;
import org.portcullis.appliance.cli.Version;
import org.portcullis.appliance.demo.Demo;

/** The program. */
public final class Main {

    private Main() {}

    /**
     * @param arguments a verb and what it takes
     */
    public static void main(String[] arguments) {
        Cli cli =
                new Cli(
                        configuration -> Appliance.start(configuration, Version.text())::close,
                        Main::demo);
        System.exit(cli.execute(arguments));
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
