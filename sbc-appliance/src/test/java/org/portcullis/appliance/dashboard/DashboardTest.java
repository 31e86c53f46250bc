package org.portcullis.appliance.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.admin.AdminLimits;
import org.portcullis.appliance.admin.AdminServer;
import org.portcullis.appliance.admin.AdminSettings;
import org.portcullis.appliance.admin.FakeCalls;
import org.portcullis.appliance.admin.Identity;
import org.portcullis.appliance.admin.LiveCalls;
import org.portcullis.core.call.CallView;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testing.NeedsCommand;

/** The page in a real browser, which fetches the calls by itself. */
@NeedsCommand("chromium")
class DashboardTest {
    @TempDir Path profile;

    @Test
    void shouldShowBothLegsAndTheTroubleOfACall() throws Exception {
        String page =
                rendered(
                        FakeCalls.answered("a", "\"Ann\" <sip:100@192.0.2.1>;tag=x"),
                        FakeCalls.ringing("b"));
        List<String> expected =
                List.of(
                        "id=\"total\">7,002<",
                        "id=\"answered\">1+<",
                        "id=\"setup\">1+<",
                        "id=\"trouble\">1<",
                        "id=\"node\">edge-1<",
                        "class=\"pill good\">ready<",
                        "the newest 2 of 7,002",
                        "<span>100</span><span class=\"host\">@192.0.2.1</span>",
                        "<span>200</span><span class=\"host\">@10.0.0.2</span>",
                        "udp:192.0.2.1:5060",
                        "inside-a",
                        "100 packets",
                        "2.91 % lost, 1.5 ms jitter",
                        "192.0.2.1:4000, 1 dropped",
                        "class=\"warn\">no packets<",
                        "not answered yet");
        for (String part : expected) {
            assertTrue(page.contains(part), part + "\n" + page);
        }
    }

    @Test
    void shouldShowWhatAPeerSendsAsTextOnly() throws Exception {
        String page =
                rendered(FakeCalls.answered("<b>a</b>", "<sip:<img src=x onerror=alert(1)>@x>"));
        assertTrue(page.contains("&lt;img src=x onerror=alert(1)"), page);
        assertEquals(false, page.contains("<img src=x"), page);
    }

    private String rendered(CallView... calls) throws Exception {
        LiveCalls.Newest newest = new LiveCalls.Newest(7_000 + calls.length, List.of(calls));
        try (AdminServer server =
                new AdminServer(
                        AdminLimits.DEFAULT,
                        new Identity("edge-1", "1.2", 0),
                        Optional::empty,
                        most -> CompletableFuture.completedStage(newest),
                        new Counters())) {
            InetSocketAddress address =
                    server.start(
                            new AdminSettings(
                                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
            return dom("http://127.0.0.1:" + address.getPort() + "/");
        }
    }

    private String dom(String url) throws Exception {
        Process chromium =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--user-data-dir=" + profile,
                                "--virtual-time-budget=5000",
                                "--dump-dom",
                                url)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return new String(chromium.getInputStream().readAllBytes(), UTF_8);
        } finally {
            chromium.destroyForcibly();
        }
    }
}
