package org.portcullis.appliance.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.portcullis.appliance.admin.Token;
import org.portcullis.appliance.admin.TokenFile;
import org.portcullis.appliance.boot.Appliance;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;

/**
 * Starts the box on an embedded configuration with two test PBXs behind its dispatcher, places
 * calls with RTP through it, and shows what came of them.
 */
public final class Demo implements AutoCloseable {
    private static final int CALLS = 6;
    private static final int SIP_PORT = 5060;
    private static final int ADMIN_PORT = 8080;

    private final PrintStream out;
    private final int outside = freePort(SIP_PORT);
    private final int inside = freePort(SIP_PORT + 2);
    private final int admin = freePort(ADMIN_PORT);
    private final Map<String, DemoCall> calls = new LinkedHashMap<>();
    private final List<DemoPbx> pbxs = new ArrayList<>();
    private final Path state = Files.createTempDirectory("portcullis-demo");
    private final Token token = TokenFile.readOrMake(state, new SecureRandom());
    private final Appliance box;

    private Demo(PrintStream out, String version) throws IOException {
        this.out = out;
        for (int i = 0; i < CALLS; i++) {
            DemoCall call = new DemoCall(i);
            calls.put(call.number(), call);
        }
        for (String name : List.of("pbx-1", "pbx-2")) {
            DemoPbx pbx = new DemoPbx(name, Map.copyOf(calls));
            pbxs.add(pbx);
            Thread.ofVirtual().name(name).start(pbx::run);
        }
        Configuration configuration = configuration();
        box = Appliance.start(configuration, ConfigurationFile.Accepted::new, version);
    }

    /**
     * Starts everything; the calls are placed by {@link #run}.
     *
     * @throws IOException naming what could not be bound
     */
    public static Demo start(String version) throws IOException {
        return new Demo(System.out, version);
    }

    /**
     * Places the calls and shows them; false if one was not set up, lost RTP or was not torn down.
     */
    public boolean run() throws InterruptedException {
        out.println(
                "Portcullis with two test PBXs behind its dispatcher; placing "
                        + CALLS
                        + " calls.");
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), outside);
        List<Thread> callers = new ArrayList<>();
        for (DemoCall call : calls.values()) {
            callers.add(Thread.ofVirtual().start(new DemoCaller(target, call)::run));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        DemoCall first = calls.values().iterator().next();
        out.println();
        out.println("One call, both legs:");
        first.ladder()
                .draw("127.0.0.1", ":" + outside, ":" + inside, first.pbx())
                .forEach(line -> out.println("  " + line));
        out.println();
        out.println("Media, PCMU in packets of 20 ms:");
        table();
        List<DemoCall> failed =
                calls.values().stream().filter(call -> call.failure().isPresent()).toList();
        out.println();
        out.println(
                failed.isEmpty()
                        ? "All " + CALLS + " calls were set up, heard both ways and torn down."
                        : failed.size() + " of " + CALLS + " calls failed.");
        return failed.isEmpty();
    }

    /** Says how to try it by hand. */
    public void invite() {
        out.println();
        out.println("Dashboard:  http://127.0.0.1:" + admin + "/#token=" + token.value());
        out.println("Metrics:    http://127.0.0.1:" + admin + "/metrics");
        out.println("API:        http://127.0.0.1:" + admin + "/api/v1/openapi.json");
        out.println(
                "Softphone:  no registration, UDP; call sip:echo@127.0.0.1:"
                        + outside
                        + " with PCMU and hear yourself.");
        out.println("            e.g. baresip -e 'd sip:echo@127.0.0.1:" + outside + "'");
        out.println("Ctrl-C ends the demonstration.");
    }

    private void table() {
        out.printf(
                Locale.ROOT,
                "  %-10s %-6s %9s %12s %12s %9s %9s  %s%n",
                "number",
                "pbx",
                "setup ms",
                "caller->pbx",
                "pbx->caller",
                "lost",
                "rtt us",
                "result");
        for (DemoCall call : calls.values()) {
            RtpPeer caller = call.callerMedia();
            RtpPeer pbx = call.pbxMedia();
            out.printf(
                    Locale.ROOT,
                    "  %-10s %-6s %9.1f %12s %12s %9d %9d  %s%n",
                    call.number(),
                    call.pbx(),
                    call.setupMicros() / 1e3,
                    pbx.received() + "/" + caller.sent(),
                    caller.received() + "/" + pbx.sent(),
                    caller.sent() - pbx.received() + pbx.sent() - caller.received(),
                    caller.roundTripMicros(),
                    call.failure().orElse("ok"));
        }
    }

    private Configuration configuration() {
        String text =
                """
                node: demo
                state-directory: %7$s
                realms:
                  outside:
                    listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%1$d]
                    media: { address: 127.0.0.1, ports: 30000-30999 }
                    trust: untrusted
                  inside:
                    listen: [udp:127.0.0.1:%2$d]
                    media: { address: 127.0.0.1, ports: 35000-35999 }
                    trust: trusted
                address-groups: { local: [127.0.0.0/8] }
                trunks:
                  carrier: { realm: outside, match: { group: local }, send-to: "sip:127.0.0.1:%3$d" }
                dispatcher:
                  pbx:
                    realm: inside
                    destinations: [{ uri: "sip:127.0.0.1:%4$d" }, { uri: "sip:127.0.0.1:%5$d" }]
                routes:
                  - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
                admin: { listen: 127.0.0.1:%6$d }
                log: { level: warn }
                shutdown: { drain: 0s }
                """
                        .formatted(
                                outside,
                                inside,
                                freePort(0),
                                pbxs.get(0).port(),
                                pbxs.get(1).port(),
                                admin,
                                state);
        return switch (ConfigurationFile.read("demo.yaml", text)) {
            case ConfigurationFile.Accepted(Configuration configuration) -> configuration;
            case ConfigurationFile.Refused(List<String> problems) ->
                    throw new IllegalStateException(String.join("\n", problems));
        };
    }

    /** {@code preferred} if UDP and TCP are free there, else any port of which that is true. */
    private static int freePort(int preferred) {
        Optional<Integer> free = bindable(preferred);
        for (int i = 0; i < 100 && free.isEmpty(); i++) {
            free = bindable(0);
        }
        return free.orElseThrow(() -> new IllegalStateException("no free port on loopback"));
    }

    private static Optional<Integer> bindable(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
            return Optional.of(udp.getLocalPort());
        } catch (IOException e) {
            return Optional.empty(); // taken, which is what was asked
        }
    }

    @Override
    public void close() {
        box.close();
        pbxs.forEach(DemoPbx::close);
        calls.values().forEach(DemoCall::close);
        try {
            Files.deleteIfExists(state.resolve(TokenFile.NAME));
            Files.deleteIfExists(state);
        } catch (IOException e) {
            out.println("left behind: " + state);
        }
    }
}
